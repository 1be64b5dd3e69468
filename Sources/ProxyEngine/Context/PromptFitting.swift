import WireFormats

/// Makes the prompt of one request fit: looks up how the conversation was cut before, runs the check, and says in the end
/// what is to be changed, remembered and told.
struct PromptFitting {
    enum Step: Equatable {
        /// Count the prompt with this change, and tell it to ``counted(_:)``.
        case count(ContextChange)
        case done(Result)
        case refuse(tokens: Int, limit: Int)
    }

    struct Result: Equatable {
        var change = ContextChange()
        /// For the operator.
        var notices: [String] = []
        /// A cut that was made now.
        var newCut: HistoryCut?
        /// The conversation has passed the threshold of warning.
        var isLong = false
    }

    let outline: ConversationOutline
    private let rules: ContextCheck.Rules
    private var check: ContextCheck
    private var earlier: HistoryCut?
    /// The change in force.
    private(set) var edit = ContextEdit()

    init(_ outline: ConversationOutline, _ rules: ContextCheck.Rules) {
        self.outline = outline
        self.rules = rules
        check = ContextCheck(outline, rules)
    }

    mutating func begin(earlier: HistoryCut?) -> Step {
        self.earlier = earlier
        return step(check.begin(earlier: earlier))
    }

    mutating func counted(_ tokens: Int?) -> Step { step(check.counted(tokens)) }

    /// The backend has refused the prompt with the change in force. Finds a smaller one; `nil`: there is none.
    mutating func refused(_ report: OverflowReport) -> Result? {
        var rules = rules
        rules.canCount = false
        let estimate = check.total
        let window = report.window ?? rules.limits.window
        let prompt = report.prompt ?? max(estimate, (window ?? 0) + 1)
        // Without any number only the size of what was refused is known.
        let hard = window.map { Int(Double($0) * ContextLimits.hardShare) } ?? prompt * 7 / 10
        rules.limits.window = window
        rules.limits.hard = min(hard, rules.limits.hard ?? hard)
        earlier = edit.cut
        check = ContextCheck(outline, rules)
        let refusedEdit = edit
        guard case .done(let result) = step(check.resume(from: edit, tokens: prompt)), edit != refusedEdit else {
            edit = refusedEdit
            return nil
        }
        return result
    }

    private mutating func step(_ step: ContextCheck.Step) -> Step {
        switch step {
        case .count(let edit): return .count(change(edit))
        case .refuse(let tokens, let limit): return .refuse(tokens: tokens, limit: limit)
        case .done(let edit):
            self.edit = edit
            return .done(result())
        }
    }

    private func change(_ edit: ContextEdit) -> ContextChange {
        ContextChange(splices: edit.splices(in: outline), rewrites: edit.rewrites)
    }

    private func result() -> Result {
        var result = Result(change: change(edit))
        let about = check.isExact ? "" : "about "
        if let cut = edit.cut {
            guard cut != earlier else { return result }
            result.newCut = cut
            result.notices.append(
                "history trimmed: \(cut.droppedCount) of \(outline.conversation.count) messages left out, "
                    + "\(about)\(check.total) tokens are left")
        } else if let warning = rules.limits.warning, check.total >= warning {
            result.isLong = true
            let limit = rules.limits.hard.map { "; from \($0) on old turns are left out" } ?? ""
            result.notices.append("long prompt: \(about)\(check.total) tokens\(rules.trims ? limit : "")")
        }
        return result
    }

    /// Bytes of text that the backend reads with the change in force; `nil` where pictures blur what they cost.
    var textBytes: Int? {
        let kept = outline.conversation.enumerated().filter { edit.cut?.drops($0.offset) != true }.map(\.element)
        guard kept.allSatisfy({ $0.attachments == 0 }) else { return nil }
        return kept.reduce(outline.toolBytes) { $0 + $1.textBytes }
    }

    /// Bytes of text, with nothing left out.
    var fullTextBytes: Int { outline.conversation.reduce(outline.toolBytes) { $0 + $1.textBytes } }
}
