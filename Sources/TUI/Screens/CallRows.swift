import ProxyEngine

/// A call as the client got it. Where the check has no pane of its own, with what is wrong with it.
struct CallRows {
    private let view: CallView
    private let width: Int
    /// The check stands in a pane of its own.
    private let isWide: Bool
    /// What the check says about each member; `nil`: there is none, or it has nothing to go by.
    private let checked: [String: CallCheck.Verdict]?

    init(view: CallView, width: Int, isWide: Bool = false) {
        self.view = view
        self.width = width
        self.isWide = isWide
        checked = view.check.flatMap { check in
            guard check.hasSchema else { return nil }
            return Dictionary((check.parameters + check.extras).map { ($0.name, $0.verdict) }) { first, _ in first }
        }
    }

    var rows: [StyledText] {
        var result: [StyledText] = []
        var head = StyledText("tool_calls[\(view.call.index)]", .title)
        head.append("  " + view.origin, view.call.isNative ? .plain : .rewritten)
        result.append(head)
        if view.finding?.isInReasoning == true {
            result.append(StyledText("  from reasoning, not closed", .warning))
        }
        result.append(field("id", view.call.id))
        if isWide { result.append(field("type", "function")) }
        result.append(field("name", view.call.name) + nameVerdict)
        return result + (isWide ? argumentsAsSent : argumentsJudged)
    }

    private var nameVerdict: StyledText {
        guard !isWide, let check = view.check else { return StyledText() }
        return check.tool == nil ? StyledText(" UNKNOWN", .failure) : StyledText(" ok", .good)
    }

    private var argumentsAsSent: [StyledText] {
        [StyledText("  arguments (string as sent)", .dim)] + wrapped(StyledText("  "), view.passage.text)
    }

    private var argumentsJudged: [StyledText] {
        var result: [StyledText] = []
        let outline = ArgumentOutline(view.passage.text)
        if outline.members.isEmpty {
            result += wrapped(StyledText("arguments ", .dim), view.passage.text)
        } else {
            result.append(StyledText("  arguments", .dim))
            for member in outline.members { result += rows(of: member) }
        }
        for member in view.check?.parameters ?? [] {
            guard case .isAbsent(let isWrong) = member.verdict, view.report != nil else { continue }
            result.append(
                StyledText("    \(member.name) (absent)", .dim)
                    + (isWrong ? StyledText(" BAD", .failure) : StyledText(" ok", .good)))
        }
        for repair in view.repairs { result.append(StyledText("  repaired: \(repair)", .warning)) }
        if let report = view.report, !report.isValid, !isNamed(report.problem, in: outline) {
            result += wrapped(StyledText("BAD ", .failure), report.problem ?? "bad arguments")
        }
        return result
    }

    private func field(_ name: String, _ value: String) -> StyledText {
        var text = StyledText("  ")
        text.append(field: name, width: 5, .dim)
        text.append(value)
        return text
    }

    private func rows(of member: ArgumentOutline.Member) -> [StyledText] {
        let label = StyledText("  \(member.key) ", .dim)
        let verdict = verdict(on: member.key)
        var result = wrapped(label, member.value, spared: verdict == nil ? 0 : Self.verdictWidth)
        switch verdict {
        case .isWrong(let reason):
            result[0].append(" BAD", .failure)
            result += wrapped(StyledText("    ", .failure), reason)
        case .isUnchecked(let reason):
            result += wrapped(StyledText("    not checked: ", .warning), reason)
        case .fits: result[result.count - 1].append(" ok", .good)
        case .isPending, .isAbsent, nil: break
        }
        return result
    }

    /// What the check says about a member, else the call's report.
    private func verdict(on key: String) -> CallCheck.Verdict? {
        if let checked {
            if case .isWrong(let reason)? = checked[key], let tool = view.check?.tool {
                return .isWrong("\(reason) (tools[\(tool)])")
            }
            return checked[key]
        }
        guard let report = view.report else { return nil }
        if let problem = report.problem, Self.isProblem(problem, of: key) { return .isWrong(problem) }
        return report.isValid ? .fits : nil
    }

    private func isNamed(_ problem: String?, in outline: ArgumentOutline) -> Bool {
        guard let problem else { return false }
        return outline.members.contains { Self.isProblem(problem, of: $0.key) }
    }

    /// Whether a report's `/path: reason` speaks of the member `key`.
    private static func isProblem(_ problem: String, of key: String) -> Bool {
        let path = problem.firstRange(of: ": ").map { problem[..<$0.lowerBound] } ?? problem[...]
        return CallCheck.isPath(String(path), of: key)
    }

    /// Columns for ` BAD` or ` ok` behind a value.
    private static let verdictWidth = 4

    /// A label and a value that may take several rows, all indented.
    private func wrapped(_ label: StyledText, _ value: String, spared: Int = 0) -> [StyledText] {
        let lead = StyledText("  ") + label
        return lead.wrapping(value, .plain, width: width - spared)
    }
}

extension StyledText {
    /// This text, and `value` behind it in as many rows as it takes, all of them indented like the first.
    func wrapping(_ value: String, _ style: Style, width: Int) -> [StyledText] {
        let bytes = Array(value.utf8)
        let indent = self.width
        var result: [StyledText] = []
        for range in TextWrap.rows(bytes, width: max(4, width - indent)) {
            let lead = result.isEmpty ? self : StyledText(String(repeating: " ", count: indent))
            result.append(lead + TextWrap.text(bytes[range], style))
        }
        return result.isEmpty ? [self] : result
    }
}
