import Monitoring

/// This prompt against the one before it in the conversation, or against the one that is tagged: where they part, and what
/// that costs.
///
///      PARTS FROM #0185 at message 1 (system), byte 1204
///      cache  2.1k of 31.2k tokens were kept; 3% of the bytes before the change are the same
///      ▒▇▇▇▇▁▁  4 the same, 1 changed, 2 new
///        - Today is 2026-11-20 21:52
///        + Today is 2026-11-20 21:53
///      2 added, 1 changed
///      ~  1 system     3.1 KiB (was 3.1 KiB)   You are ...
///      + 24 tool         412 B                 no match
struct DiffTab: Equatable {
    private let prompt: PromptContent?
    /// Why there is none.
    private let missing: String
    private let comparison: PromptComparison?
    private let promptTokens: Int?
    private let cachedTokens: Int?
    private let look: TextLook

    init(request: RequestSummary, detail: RequestDetail?, look: TextLook) {
        prompt = detail?.prompt
        missing = PromptWording.missing(detail)
        comparison = detail?.comparison
        promptTokens = request.promptTokens
        cachedTokens = request.cachedTokens
        self.look = look
    }

    func rows(width: Int) -> [DetailRow] {
        guard prompt != nil || comparison != nil else { return [DetailRow(" " + missing, .dim)] }
        if let other = look.comparedWith, comparison?.previous != other {
            let words = "the prompt of \(other), which is tagged, is not here: it is still asked for, or no longer kept"
            return DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: .dim)
        }
        guard let comparison else {
            return [DetailRow(" no earlier prompt of this client and model is known to compare with", .dim)]
                + DetailRow.wrapped(invitation, width: width, lead: StyledText(" "), style: .dim)
        }
        var rows: [DetailRow] = []
        if isChosen { rows.append(DetailRow(" against \(comparison.previous), which is tagged", .title)) }
        rows += verdict(comparison, width: width)
        let strip = MessageStrip(comparison, count: clientMessages(comparison))
        rows.append(DetailRow(StyledText(" ") + strip.line(width: width - 1, symbols: look.symbols)))
        rows += toolRows(comparison, width: width)
        if let difference = comparison.difference { rows += lineRows(difference, width: width) }
        rows.append(DetailRow())
        rows += changeRows(comparison, width: width)
        if !isChosen {
            rows.append(DetailRow())
            let words = "\(comparison.previous) is the one before it; \(invitation)"
            rows += DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: .dim)
        }
        return rows
    }

    /// How many messages the client wrote: what we have put in is none of them.
    private func clientMessages(_ comparison: PromptComparison) -> Int {
        prompt?.messages.count { $0.fate != .added }
            ?? comparison.messages + (comparison.leftOut ?? []).reduce(0) { $0 + $1.count }
    }

    /// So many tokens fewer in the cache than could have been there are worth a word; what is shared is measured in
    /// bytes, and caches work in blocks.
    private static let unexpectedTokens = 500

    private var isChosen: Bool { look.comparedWith != nil }

    private var invitation: String {
        look.othersTagged > 1
            ? "of \(look.othersTagged) tagged ones it cannot be told which is meant"
            : "tag another one in the list to compare with that"
    }

    // MARK: Verdict

    private func verdict(_ comparison: PromptComparison, width: Int) -> [DetailRow] {
        var line: StyledText
        if comparison.isContinuation {
            line = StyledText(" GOES ON from \(comparison.previous)", .good)
            let shared = Formatting.count(comparison.sharedMessages, "message")
            line.append("  \(shared) the same, \(comparison.messages - comparison.sharedMessages) new", .plain)
        } else if isAnotherConversation(comparison) {
            line = StyledText(" BEGINS ANEW", .title)
            let shared = Formatting.count(comparison.sharedMessages, "message")
            line.append("  only the first \(shared) as in \(comparison.previous)", .plain)
        } else {
            line = StyledText(" PARTS FROM \(comparison.previous)", .warning)
            if comparison.hasOtherTools {
                line.append(" at the tools", .plain)
            } else if let difference = comparison.difference {
                line.append(
                    " at message \(difference.message + 1) (\(difference.role)), byte \(difference.offset)", .plain)
            }
        }
        // Nothing that another conversation had can have been lost.
        let first =
            comparison.isOfAnother == true && !isChosen
            ? DetailRow.wrapped(
                "BEGINS a conversation: \(comparison.previous), beside which it is shown, is of another one",
                width: width,
                lead: StyledText(" "), style: .title) : []
        return first + [DetailRow(line)] + ownWork(comparison, width: width)
            + DetailRow.wrapped(cost(comparison), width: width, lead: StyledText(" "), style: .dim)
    }

    /// What the proxy itself changed is named first.
    private func ownWork(_ comparison: PromptComparison, width: Int) -> [DetailRow] {
        if let work = comparison.ownWork {
            let place = comparison.difference.map { "message \($0.message + 1)" } ?? "its end"
            var words = "\(work), so the prefix changed at \(place)"
            if let prompt = promptTokens, let cached = cachedTokens, prompt > cached {
                words += ": \(Formatting.tokens(prompt - cached)) tokens were read again"
            }
            return DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: .warning)
        }
        guard let leftOut = comparison.leftOut else { return [] }
        let words =
            "\(MessageNumbers.words(leftOut)) \(leftOut.count == 1 && leftOut[0].count == 1 ? "is" : "are") left out"
            + (comparison.leftOutBefore == leftOut ? ", as before; " : "; ") + "compared is what was sent"
        return DetailRow.wrapped(words, width: width, lead: StyledText(" "), style: .plain)
    }

    /// What is shared ends before the first thing that a user said.
    private func isAnotherConversation(_ comparison: PromptComparison) -> Bool {
        guard !comparison.hasOtherTools, comparison.sharedMessages > 0, let prompt,
            let first = prompt.messages.firstIndex(where: { $0.role == "user" })
        else { return false }
        return comparison.sharedMessages <= first
    }

    /// What is the same in bytes, and what the backend says it had.
    private func cost(_ comparison: PromptComparison) -> String {
        let within = comparison.difference?.offset ?? 0
        let shared = comparison.hasOtherTools ? 0 : min(comparison.bytes, comparison.sharedBytes + within)
        let share = comparison.bytes > 0 ? Int(Double(shared) / Double(comparison.bytes) * 100) : 0
        var words =
            "\(Formatting.bytes(shared)) of \(Formatting.bytes(comparison.bytes)) are the same from the start (\(share)%)"
        // Whatever else was asked, the cache had what came before.
        if isChosen { return words }
        if let prompt = promptTokens, let cached = cachedTokens {
            words += "; the backend had \(Formatting.tokens(cached)) of \(Formatting.tokens(prompt)) tokens"
            let expected = prompt * share / 100
            if cached + Self.unexpectedTokens < expected, comparison.isOfAnother != true {
                words += ": it had given up what it read before, or another slot took it"
            }
        } else {
            words += "; what the backend had is not known"
        }
        return words
    }

    private func toolRows(_ comparison: PromptComparison, width: Int) -> [DetailRow] {
        let counts = comparison.toolCounts
        let lists = [
            ("added", comparison.addedTools, counts?.added, "+", Style.good),
            ("removed", comparison.removedTools, counts?.removed, "-", .failure),
            ("changed", comparison.changedTools, counts?.changed, "~", .warning),
        ]
        var rows = lists.filter { !$0.1.isEmpty }.flatMap { name, tools, count, mark, style in
            let count = count ?? tools.count
            let more = count > tools.count ? ", and \(count - tools.count) more" : ""
            return DetailRow.wrapped(
                tools.joined(separator: ", ") + more, width: width,
                lead: StyledText(" \(mark) \(Formatting.count(count, "tool")) \(name): ", style))
        }
        if comparison.areToolsReordered {
            rows.append(DetailRow(" ~ the tools stand in another order", .warning))
        }
        if comparison.hasOtherTools {
            rows.append(DetailRow("   (a model's prompt begins with the tools, so all of it is read again)", .dim))
        }
        return rows
    }

    private func lineRows(_ difference: PromptComparison.Difference, width: Int) -> [DetailRow] {
        var rows: [DetailRow] = []
        let place = "message \(difference.message + 1) (\(difference.role)) from byte \(difference.offset) on:"
        rows.append(DetailRow(" " + place, .dim))
        let before = difference.before.map { Array($0.utf8) }
        let now = difference.now.map { Array($0.utf8) }
        let words = WordDiff(from: before ?? [], to: now ?? [])
        // Where all is new or gone there is nothing to find in it.
        let marks = before == nil || now == nil ? nil : words
        if marks?.isCompared == false {
            rows += DetailRow.wrapped(WordDiff.notCompared, width: width, lead: StyledText("   "), style: .warning)
        }
        if let before {
            rows += side(before, marks?.removed, .failure, lead: "   - ", width: width)
        }
        if let now {
            rows += side(now, marks?.added, .good, lead: "   + ", width: width)
        } else {
            rows.append(DetailRow(StyledText("   + ", .good) + StyledText("(the conversation ends before it)", .dim)))
        }
        return rows
    }

    private func side(
        _ bytes: [UInt8], _ marks: [Range<Int>]?, _ style: Style, lead: String, width: Int
    ) -> [DetailRow] {
        let text = MarkedText(
            bytes: bytes, marks: marks ?? [], style: style, markStyle: Style(style.role, bold: true, underlined: true))
        return DetailRow.marked(text, width: width, lead: StyledText(lead, style))
    }

    // MARK: Changes

    private func changeRows(_ comparison: PromptComparison, width: Int) -> [DetailRow] {
        guard !comparison.changes.isEmpty else {
            return [DetailRow(" the same messages again", .dim)] + unchecked(comparison, width: width)
        }
        func count(_ kind: PromptComparison.ChangeKind) -> Int { comparison.changes.count { $0.kind == kind } }
        let all = comparison.changeCounts
        let counts = [
            (all?.added ?? count(.added), "added"), (all?.changed ?? count(.changed), "changed"),
            (all?.removed ?? count(.removed), "removed"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        var rows = [DetailRow(StyledText(" MESSAGES", .title) + StyledText("  \(words)", .dim))]
        rows += comparison.changes.map { DetailRow(row($0)) }
        if comparison.moreChanges > 0 { rows.append(DetailRow("   and \(comparison.moreChanges) more", .dim)) }
        return rows + unchecked(comparison, width: width)
    }

    /// What was too much to be compared.
    private func unchecked(_ comparison: PromptComparison, width: Int) -> [DetailRow] {
        var words: [String] = []
        if comparison.isMatchedInOrder == true {
            words.append("too many messages differ: which of them come again further on was not compared")
        }
        if comparison.isCut == true {
            words.append("messages and tools beyond the first \(PromptOutline.maximumPieces) were not compared")
        }
        return words.flatMap { DetailRow.wrapped($0, width: width, lead: StyledText("   "), style: .warning) }
    }

    private func row(_ change: PromptComparison.Change) -> StyledText {
        let (mark, style): (String, Style) =
            switch change.kind {
            case .added: ("+", .good)
            case .removed: ("-", .failure)
            case .changed: ("~", .warning)
            }
        var line = StyledText(" \(mark) ", style)
        line.append(field: "\(change.message + 1)", width: 3, right: true, .dim)
        line.append(" ")
        line.append(field: change.role, width: 10, style)
        line.append(field: Formatting.bytes(change.bytes), width: 9, right: true)
        if let before = change.bytesBefore { line.append(" (was \(Formatting.bytes(before)))", .dim) }
        line.append("  ")
        line.append(change.text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? "", .plain)
        return line
    }
}
