/// Reasoning sections. Within one nothing is a call, with one exception: models sometimes write a call without having closed
/// their reasoning. So a call in reasoning is held until the end decides: if the section closes after all, it was only
/// thought about; if the text ends first, it was meant.
extension ModelOutputParser {
    /// `true`: the marker begins or ends a section.
    mutating func beginOrEndReasoning(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool {
        if isReasoning {
            guard let closer = meaning.reasoningCloser, section == nil || section == closer else { return false }
            endReasoning(text, at: index, length: length, into: &batch)
            return true
        }
        guard !spans.isInCode else { return false }
        if let opener = meaning.reasoningOpener, spans.isAtLineStart {
            flushPadded(text, upTo: index, into: &batch)
            isReasoning = true
            section = opener
            passReasoningMarker(text, index + length, into: &batch)
            return true
        }
        if meaning.reasoningCloser != nil, isStrayCloser(text, at: index) {
            flushPadded(text, upTo: index, into: &batch)
            passReasoningMarker(text, index + length, into: &batch)
            return true
        }
        return false
    }

    /// The closer of reasoning that the prompt had opened and nobody told us of. In the middle of a sentence it is
    /// only talked about.
    private func isStrayCloser(_ text: RawText, at index: Int) -> Bool {
        if hasSeenReasoning { return false }
        return index == 0 || text[index - 1] != UInt8(ascii: " ")
    }

    private mutating func endReasoning(_ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch) {
        flushPadded(text, upTo: index, into: &batch)
        isReasoning = false
        passReasoningMarker(text, index + length, into: &batch)
    }

    private mutating func passReasoningMarker(_ text: RawText, _ end: Int, into batch: inout ParsedBatch) {
        hasSeenReasoning = true
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
            if table.isInteresting[Int(text[index])] {
                switch table.match(text.bytes, at: index, isFinal: text.isFinal) {
                case .undecided:
                    cursor = text.base + index
                    return false
                case .found(let meaning, let length):
                    let closer = table.meanings[meaning].reasoningCloser
                    if let closer, section == nil || section == closer {
                        mode = .text
                        endReasoning(text, at: index, length: length, into: &batch)
                        return true
                    }
                case .none: break
                }
            }
            index += 1
        }
        cursor = text.base + index
        guard text.isFinal else { return false }
        // Never closed: the reasoning ended where the call began.
        isReasoning = false
        trimsLeading = true
        spans = CodeSpans()
        cursor = start
        mode = .text
        return true
    }
}
