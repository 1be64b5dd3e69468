/// Reasoning sections. Within one nothing is a call, with one exception: models sometimes write a call without having closed
/// their reasoning. So a call in reasoning is held until the end decides: if the section closes after all, it was only
/// thought about; if the text ends first, it was meant.
extension ModelOutputParser {
    /// Where the marker ends; `nil`: it is none. Some tokenizers put a suffix before its `>`.
    func reasoningMarkerEnd(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int
    ) -> (isDecided: Bool, end: Int?) {
        let section = ReasoningSection.all[meaning.reasoningOpener ?? meaning.reasoningCloser ?? 0]
        guard section.isSuffixed else { return (true, index + length) }
        switch text.match(Lead([.suffix], consumed: 1), at: index + length) {
        case .undecided: return (false, nil)
        case .differs: return (true, nil)
        case .matches(let end, _): return (true, end)
        }
    }

    /// `true`: the marker begins or ends a section.
    mutating func beginOrEndReasoning(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool {
        if isReasoning {
            if let opener = meaning.reasoningOpener, repeatsOpener(text, at: index) {
                // The prompt has opened it, and the model opens it once more.
                section = opener
                passReasoningMarker(text, index + length, into: &batch)
                return true
            }
            guard let closer = meaning.reasoningCloser, closesSection(closer) else { return false }
            endReasoning(text, at: index, length: length, into: &batch)
            return true
        }
        guard !spans.isInCode else { return false }
        if let opener = meaning.reasoningOpener, isPlace(ReasoningSection.all[opener].place) {
            flushPadded(text, upTo: index, into: &batch)
            isReasoning = true
            section = opener
            passReasoningMarker(text, index + length, into: &batch)
            return true
        }
        if let opener = meaning.reasoningOpener { mentionedSections |= 1 << UInt32(opener) }
        if let closer = meaning.reasoningCloser, !isMentioned(closer), isStrayCloser(text, at: index) {
            flushPadded(text, upTo: index, into: &batch)
            hasMissedReasoning = hasContent || callCount > 0
            passReasoningMarker(text, index + length, into: &batch)
            return true
        }
        return false
    }

    /// Nothing but white space has come in the reasoning that the prompt has opened.
    private func repeatsOpener(_ text: RawText, at index: Int) -> Bool {
        section == nil && trimsLeading && callCount == 0
            && text.skippingWhitespace(from: released - text.base) == index && released <= index + text.base
    }

    /// Whether that closer ends the open section; any ends the one that the prompt opened, none a message's.
    private func closesSection(_ closer: Int) -> Bool {
        section.map { $0 >= 0 && ReasoningSection.closes(closer, $0) } ?? true
    }

    /// The opener stood in the middle of a line, where it opens nothing: both are talked about.
    private func isMentioned(_ closer: Int) -> Bool {
        mentionedSections != 0
            && ReasoningSection.all.indices.contains {
                mentionedSections & 1 << UInt32($0) != 0 && ReasoningSection.closes(closer, $0)
            }
    }

    private func isPlace(_ place: Dialect.Place) -> Bool {
        switch place {
        case .anywhere: true
        case .lineStart: spans.isAtLineStart
        case .messageStart: isAtMessageStart
        case .textStart: isAtTextStart
        }
    }

    /// The closer of reasoning that the prompt had opened and nobody told us of. In the middle of a sentence it is
    /// only talked about.
    private func isStrayCloser(_ text: RawText, at index: Int) -> Bool {
        if isCloserDue { return true }
        if hasSeenReasoning || isWhitespaceReleased { return false }
        // A call or another marker may end right before it.
        let start = released - text.base
        var gap = index
        while gap > start, text[gap - 1].isJSONWhitespace { gap -= 1 }
        if index - gap > Self.maximumPadding { return false }
        return index == start || text[index - 1] != UInt8(ascii: " ")
    }

    /// A call here stands in a section of reasoning that is still open, as the model wrote it. Messages with headers have
    /// their ends, and sections in which calls are real are no surprise.
    var isInOpenReasoning: Bool {
        if isCloserDue || isReasoningUnclosed { return true }
        guard isReasoning, section != Self.messageSection else { return false }
        return section.map { !ReasoningSection.callsAreReal(in: $0) } ?? true
    }

    private mutating func endReasoning(_ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch) {
        flushPadded(text, upTo: index, into: &batch)
        leaveReasoning()
        passReasoningMarker(text, index + length, into: &batch)
    }

    mutating func leaveReasoning() {
        isReasoning = false
        section = nil
    }

    private mutating func passReasoningMarker(_ text: RawText, _ end: Int, into batch: inout ParsedBatch) {
        hasSeenReasoning = true
        isCloserDue = false
        trimsLeading = true
        spans = CodeSpans()
        remove(upTo: text.base + end, into: &batch)
        cursor = text.base + end
        mode = .text
    }

    /// Looks for the section's closer behind a call that was found in it.
    mutating func readSpeculation(from start: Int, _ text: RawText, into batch: inout ParsedBatch) -> Bool {
        var index = cursor - text.base
        while index < text.count {
            switch table.match(text, at: index) {
            case .undecided:
                cursor = text.base + index
                return false
            case .found(let meaning, let length):
                let closer = table.countsAnywhere[meaning] ? table.meanings[meaning].reasoningCloser : nil
                if let closer, closesSection(closer) {
                    mode = .text
                    endReasoning(text, at: index, length: length, into: &batch)
                    return true
                }
            case .none: break
            }
            index = table.interest.next(in: text, from: index + 1)
        }
        cursor = text.base + index
        guard text.isFinal else { return false }
        // Never closed: the reasoning ended where the call began.
        leaveReasoning()
        isReasoningUnclosed = true
        trimsLeading = true
        spans = CodeSpans()
        cursor = start
        mode = .text
        return true
    }
}
