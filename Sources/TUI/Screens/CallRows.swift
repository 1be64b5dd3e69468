import Monitoring

/// A call as the client got it. Where the check has no pane of its own, with what is wrong with it.
struct CallRows {
    private let view: CallView
    private let width: Int
    /// The check stands in a pane of its own.
    private let isWide: Bool
    /// Texts stand as they were sent, on one line with their escapes.
    private let isRaw: Bool
    private let symbols: Symbols
    /// What the check says about each member; `nil`: there is none, or it has nothing to go by.
    private let checked: [String: CallCheck.Verdict]?

    init(view: CallView, width: Int, isWide: Bool = false, isRaw: Bool = false, symbols: Symbols = .unicode) {
        self.isRaw = isRaw
        self.symbols = symbols
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
        if view.isCut { return [StyledText("  arguments (not all kept)", .dim)] + argumentsKept }
        let outline = ArgumentOutline(view.passage.text)
        guard !isRaw, !outline.members.isEmpty else {
            return [StyledText("  arguments (string as sent)", .dim)] + wrapped(StyledText("  "), view.passage.text)
        }
        return [StyledText("  arguments", .dim)] + memberRows(outline)
    }

    /// A member after the other; of an edit the difference.
    private func memberRows(_ outline: ArgumentOutline) -> [StyledText] {
        let members = outline.members
        let edit = isRaw ? nil : ArgumentLines.edit(in: members)
        return members.indices.flatMap { index -> [StyledText] in
            guard let edit, index == edit.old || index == edit.new,
                let old = ReadableText.string(ofJSON: members[edit.old].value),
                let new = ReadableText.string(ofJSON: members[edit.new].value)
            else { return rows(of: members[index]) }
            guard index == max(edit.old, edit.new) else { return [] }
            let diff = LineDiff(from: old, to: new)
            let (gone, come) = (diff.lines.count { $0.kind == .removed }, diff.lines.count { $0.kind == .added })
            let title = "\(members[edit.old].key) \(symbols.arrow) \(members[edit.new].key)"
            let told = diff.isCompared ? [] : wrapped(StyledText("    ", .warning), "too many lines: not compared")
            return head(title, "-\(gone) +\(come)", [members[edit.old].key, members[edit.new].key]) + told
                + ArgumentLines(width: width, symbols: symbols).rows(diff)
        }
    }

    /// A name, a note, and the verdict on these members.
    private func head(_ title: String, _ note: String, _ keys: [String]) -> [StyledText] {
        // What is said about it stays, however narrow the half.
        var line = StyledText("    \(title)", .dim)
        line.cut(to: max(1, width - note.utf8.count - 1 - Self.verdictWidth), mark: symbols.cut)
        line.append(" \(note)", .dim)
        let verdicts = isWide ? [] : keys.compactMap(verdict)
        for case .isWrong(let reason) in verdicts {
            return [line + StyledText(" BAD", .failure)] + wrapped(StyledText("    ", .failure), reason)
        }
        if !verdicts.isEmpty, verdicts.allSatisfy({ $0 == .fits }) { line.append(" ok", .good) }
        return [line]
    }

    /// What is kept of the arguments, with marks where something is missing. It is not judged: whether all was right the
    /// report says.
    private var argumentsKept: [StyledText] {
        let bytes = Array(view.passage.text.utf8)
        var rows: [StyledText] = []
        var start = 0
        for cut in view.passage.cuts {
            let place = min(max(start, cut.textPlace), bytes.count)
            if start < place {
                rows += wrapped(StyledText("  "), String(decoding: bytes[start..<place], as: UTF8.self))
            }
            rows.append(StyledText("    ... \(Formatting.bytes(cut.bytes)) not kept ...", .warning))
            start = place
        }
        if start < bytes.count { rows += wrapped(StyledText("  "), String(decoding: bytes[start...], as: UTF8.self)) }
        return rows
    }

    private var argumentsJudged: [StyledText] {
        var result: [StyledText] = []
        if view.isCut {
            result.append(StyledText("  arguments ", .dim) + StyledText("(not all kept)", .dim))
            if let report = view.report {
                result[0].append(report.isValid ? " ok" : "", .good)
                if !report.isValid {
                    result += wrapped(StyledText("BAD ", .failure), report.problem ?? "bad arguments")
                }
            }
            return result + argumentsKept
        }
        let outline = ArgumentOutline(view.passage.text)
        if outline.members.isEmpty {
            result += wrapped(StyledText("arguments ", .dim), view.passage.text)
        } else {
            result.append(StyledText("  arguments", .dim))
            result += memberRows(outline)
        }
        for member in view.check?.parameters ?? [] {
            guard case .isAbsent(let isWrong) = member.verdict, view.report != nil, !view.isCutOff else { continue }
            result.append(
                StyledText("    \(member.name) (absent)", .dim)
                    + (isWrong ? StyledText(" BAD", .failure) : StyledText(" ok", .good)))
        }
        if view.isCutOff { result.append(StyledText("    (broke off: not judged)", .warning)) }
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
        if !isRaw, let text = ArgumentLines.text(of: member.value) {
            let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
            return head(member.key, "\(count) lines, o raw", [member.key])
                + ArgumentLines(width: width, symbols: symbols).rows(of: text)
        }
        let label = StyledText("  \(member.key) ", .dim)
        let verdict = isWide ? nil : verdict(on: member.key)
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
