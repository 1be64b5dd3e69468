/// Text outside calls: looks for markers, hands out what is none.
extension ModelOutputParser {
    /// Reads on. `false`: more text is needed.
    mutating func readText(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        if afterCall != nil, let goesOn = readAfterCall(text, into: &batch) { return goesOn }
        var index = cursor - text.base
        while true {
            let next = nextInteresting(text, from: index)
            noteText(text, index..<next)
            index = next
            guard index < text.count else {
                cursor = text.base + index
                flush(text, upTo: index, into: &batch)
                return false
            }
            switch text[index] {
            case UInt8(ascii: "\n"):
                spans.lineFeed()
                index += 1
            case UInt8(ascii: "`"), UInt8(ascii: "~"):
                guard let end = endOfRun(text, from: index) else { return wait(text, at: index, into: &batch) }
                endOfTurnStart = nil
                isWhitespaceReleased = false
                spans.run(of: text[index], length: end - index)
                index = end
            default:
                switch table.match(text.bytes, at: index, isFinal: text.isFinal) {
                case .undecided: return wait(text, at: index, into: &batch)
                case .none:
                    noteText(text, index..<index + 1)
                    index += 1
                case .found(let meaning, let length):
                    if begin(table.meanings[meaning], text, at: index, length: length, into: &batch) { return true }
                    if isEndOfTurn(table.meanings[meaning]) {
                        endOfTurnStart = endOfTurnStart ?? text.base + index
                        index += length
                    } else {
                        noteText(text, index..<index + 1)
                        index += 1
                    }
                }
            }
        }
    }

    private func isEndOfTurn(_ meaning: MarkerTable.Meaning) -> Bool { meaning.isEndOfTurn && !isReasoning }

    private func nextInteresting(_ text: RawText, from index: Int) -> Int {
        table.isInteresting.withUnsafeBufferPointer { isInteresting in
            var index = index
            while index < text.count, !isInteresting[Int(text[index])] { index += 1 }
            return index
        }
    }

    /// Plain characters were read: a line has begun, and a literal before them did not end the turn.
    private mutating func noteText(_ text: RawText, _ range: Range<Int>) {
        guard spans.isAtLineStart || endOfTurnStart != nil || isWhitespaceReleased else { return }
        guard range.contains(where: { !text[$0].isJSONWhitespace }) else { return }
        spans.text()
        endOfTurnStart = nil
        isWhitespaceReleased = false
    }

    private func endOfRun(_ text: RawText, from index: Int) -> Int? {
        var end = index
        while end < text.count, text[end] == text[index] { end += 1 }
        return end < text.count || text.isFinal ? end : nil
    }

    private mutating func wait(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> Bool {
        cursor = text.base + index
        flush(text, upTo: index, into: &batch)
        return false
    }

    /// A marker stands at `index`. `true`: it begins or ends something; `false`: it is text.
    private mutating func begin(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool {
        if beginOrEndReasoning(meaning, text, at: index, length: length, into: &batch) { return true }
        let openers = meaning.openers.filter { choice in
            switch table.dialects[choice.dialect].openers[choice.opener].strength {
            case .strong: true
            case .medium: !spans.isInCode
            case .weak: !spans.isInCode && spans.isAtLineStart
            }
        }
        guard !openers.isEmpty else { return false }
        flushPadded(text, upTo: index, into: &batch)
        let start = text.base + index
        mode = .opening(BlockOpening(start: start, markerEnd: start + length, choices: openers))
        cursor = start + length
        return true
    }

    // MARK: Handing out

    /// Hands out the text up to `index`, but holds white space (and what may end the turn) at its end.
    mutating func flush(_ text: RawText, upTo index: Int, into batch: inout ParsedBatch) {
        if text.isFinal && index == text.count { return flushEnd(text, into: &batch) }
        let limit = endOfTurnStart.map { $0 - text.base } ?? index
        var end = limit
        while end > released - text.base, text[end - 1].isJSONWhitespace { end -= 1 }
        if isWhitespaceReleased || limit - end > Self.maximumPadding {
            isWhitespaceReleased = true
            end = limit
        }
        if limit == index { end = min(end, completeCharacters(text, upTo: end)) }
        handOut(text, upTo: end, into: &batch)
    }

    /// Hands out the text before a marker; what is held before it stays, as its padding.
    mutating func flushPadded(_ text: RawText, upTo index: Int, into batch: inout ParsedBatch) {
        var end = index
        while end > released - text.base, text[end - 1].isJSONWhitespace { end -= 1 }
        if isWhitespaceReleased || index - end > Self.maximumPadding { end = index }
        handOut(text, upTo: end, into: &batch)
        endOfTurnStart = nil
        isWhitespaceReleased = false
    }

    /// Nothing follows: trailing white space is content, unless it belongs to a call or a literal that ended the turn.
    private mutating func flushEnd(_ text: RawText, into batch: inout ParsedBatch) {
        let end = endOfTurnStart.map { $0 - text.base } ?? text.count
        handOut(text, upTo: end, into: &batch)
        remove(upTo: text.base + text.count, into: &batch)
    }

    /// The last place up to `end` at which no UTF-8 sequence is open.
    private func completeCharacters(_ text: RawText, upTo end: Int) -> Int {
        var start = end
        var steps = 0
        while start > released - text.base, steps < 4 {
            start -= 1
            steps += 1
            let byte = text[start]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 1
            return start + length > end ? start : end
        }
        return end
    }

    /// Hands out the text up to `index` as it is, less the white space that belongs to a marker before it.
    private mutating func handOut(_ text: RawText, upTo index: Int, into batch: inout ParsedBatch) {
        guard text.base + index > released else { return }
        if trimsLeading {
            let start = min(text.skippingWhitespace(from: released - text.base), index)
            remove(upTo: text.base + start, into: &batch)
            guard start < index else { return }
            trimsLeading = false
        }
        let start = released - text.base
        released = text.base + index
        if !isReasoning { hasContent = true }
        batch.appendText(
            UnsafeRawBufferPointer(rebasing: text.bytes[start..<index]), isReasoning: isReasoning,
            span: text.base + start..<released)
    }

    mutating func remove(upTo position: Int, into batch: inout ParsedBatch) {
        guard position > released else { return }
        batch.appendRemoved(released..<position)
        released = position
        cursor = max(cursor, position)
    }
}
