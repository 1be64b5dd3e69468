/// Text outside calls: looks for markers, hands out what is none.
extension ModelOutputParser {
    /// Reads on. `false`: more text is needed.
    mutating func readText(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        if cursor == 0, text.count > 0, text[0] == 0xEF, let goesOn = dropByteOrderMark(text, into: &batch) {
            return goesOn
        }
        if callCount > 0, afterCall != nil, let goesOn = readAfterCall(text, into: &batch) { return goesOn }
        var index = cursor - text.base
        while true {
            let isAtLineStart = spans.isAtLineStart
            let next = isAtLineStart ? text.skippingBlanks(from: index) : table.interest.next(in: text, from: index)
            noteText(text, index..<next)
            index = next
            guard index < text.count else {
                cursor = text.base + index
                flush(text, upTo: index, into: &batch)
                return false
            }
            if text[index] == UInt8(ascii: "\n") {
                spans.lineFeed()
                index += 1
                continue
            }
            switch readMarker(text, at: index, into: &batch) {
            case .waits: return wait(text, at: index, into: &batch)
            case .begins: return true
            case .ends(let end): index = end
            case .isNone:
                switch beginLoosely(text, at: index, into: &batch) {
                case .none: return wait(text, at: index, into: &batch)
                case .some(true): return true
                case .some(false): break
                }
                guard let end = readCharacter(text, at: index) else { return wait(text, at: index, into: &batch) }
                index = end
            }
        }
    }

    /// What some put before a text is none of it. `nil`: there is none; `false`: more text is needed.
    private mutating func dropByteOrderMark(_ text: RawText, into batch: inout ParsedBatch) -> Bool? {
        switch text.compare("\u{FEFF}".utf8, at: 0) {
        case .differs: return nil
        case .undecided: return false
        case .matches:
            remove(upTo: 3, into: &batch)
            return true
        }
    }

    /// Hands out a piece in the middle of a line in which nothing has to be looked at, as most are.
    mutating func passPlainText(_ bytes: UnsafeRawBufferPointer, into batch: inout ParsedBatch) -> Bool {
        guard cursor == released, !spans.isAtLineStart, !trimsLeading, !isWhitespaceReleased,
            endOfTurnStart == nil, callCount == 0 || afterCall == nil, let last = bytes.last, last > 0x20, last < 0x80
        else { return false }
        let text = RawText(bytes: bytes, base: released, isFinal: false)
        let end = table.interest.next(in: text, from: 0)
        guard end == bytes.count else {
            // Up to there it need not be looked at again.
            cursor += end
            return false
        }
        cursor += bytes.count
        handOut(text, upTo: bytes.count, into: &batch)
        return true
    }

    private enum MarkerReading {
        case waits, begins, isNone
        /// A literal that ends the turn if nothing follows.
        case ends(Int)
    }

    private mutating func readMarker(_ text: RawText, at index: Int, into batch: inout ParsedBatch) -> MarkerReading {
        switch table.match(text, at: index) {
        case .undecided: return .waits
        case .none: return .isNone
        case .found(let number, let length):
            guard spans.isAtLineStart || table.countsAnywhere[number] else { return .isNone }
            let meaning = table.meanings[number]
            // A marker that turned out to begin no call may still be something else.
            let isPassed = passedMarker == text.base + index
            switch isPassed ? false : begin(meaning, text, at: index, length: length, into: &batch) {
            case .some(true): return .begins
            case .none: return .waits
            case .some(false): break
            }
            if let wrapper = meaning.wrapper, dropWrapper(wrapper, text, at: index, length: length, into: &batch) {
                return .begins
            }
            guard meaning.isEndOfTurn && !isReasoning else { return .isNone }
            endOfTurnStart = endOfTurnStart ?? text.base + index
            return .ends(index + length)
        }
    }

    /// Passes a character that begins no marker, or a run of backticks. `nil`: more text is needed.
    private mutating func readCharacter(_ text: RawText, at index: Int) -> Int? {
        guard text[index] == UInt8(ascii: "`") || text[index] == UInt8(ascii: "~") else {
            noteText(text, index..<index + 1)
            return index + 1
        }
        guard let end = endOfRun(text, from: index) else { return nil }
        endOfTurnStart = nil
        isWhitespaceReleased = false
        if !isReasoning { hasReadContent = true }
        spans.run(of: text[index], length: end - index)
        return end
    }

    /// Nothing but reasoning and white space has come.
    var isAtMessageStart: Bool { spans.isAtLineStart && !hasReadContent && callCount == 0 }
    /// No header has said whom the text is for; calls in it may have come.
    var isAtTextStart: Bool { spans.isAtLineStart && !hasReadContent && !hasFrame }

    /// Plain characters were read: a line has begun, and a literal before them did not end the turn.
    private mutating func noteText(_ text: RawText, _ range: Range<Int>) {
        guard spans.isAtLineStart || endOfTurnStart != nil || isWhitespaceReleased else { return }
        guard range.contains(where: { !text[$0].isJSONWhitespace }) else { return }
        spans.text()
        if !isReasoning { hasReadContent = true }
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

    /// A marker stands at `index`. `true`: it begins or ends something; `false`: it is text; `nil`: more text is needed.
    private mutating func begin(
        _ meaning: MarkerTable.Meaning, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool? {
        if meaning.bodyEnd != nil {
            guard let isEnd = isMessageEnd(text, at: index, length: length) else { return nil }
            if !isEnd { return false }
        }
        if meaning.header != nil || meaning.firstHeader != nil || meaning.bodyEnd != nil,
            beginHeaderOrEndMessage(meaning, text, at: index, length: length, into: &batch)
        {
            return true
        }
        if meaning.reasoningOpener != nil || meaning.reasoningCloser != nil {
            let (isDecided, end) = reasoningMarkerEnd(meaning, text, at: index, length: length)
            guard isDecided else { return nil }
            if let end, beginOrEndReasoning(meaning, text, at: index, length: end - index, into: &batch) { return true }
        }
        var openers = meaning.openers
        // A loop: a closure would have to copy the parser.
        for place in openers.indices.reversed() where obstacle(openers[place], text, at: index) != nil {
            openers.remove(at: place)
        }
        if explains, openers.isEmpty, let first = meaning.openers.first,
            let reason = obstacle(first, text, at: index)
        {
            explain(meaning.openers, reason, span: text.base + index..<text.base + index + length, into: &batch)
        }
        if !openers.isEmpty {
            guard let isNothing = beginsNothing(openers, text, at: index + length) else { return nil }
            if isNothing { return false }
            flushPadded(text, upTo: index, into: &batch)
            let start = text.base + index
            mode = .opening(BlockOpening(start: start, markerEnd: start + length, choices: openers))
            cursor = start + length
            return true
        }
        return false
    }

    /// Why an opener does not count where it stands; `nil`: it does.
    func obstacle(
        _ choice: MarkerTable.Choice, _ text: RawText, at index: Int
    ) -> PassedMarker.Reason? {
        let opener = choice.opener
        if (answersInJSON || isInAnswer) && opener.isBareJSON { return .place }
        switch opener.place {
        case .anywhere: break
        case .lineStart: if !spans.isAtLineStart && !table.isPinned { return .place }
        case .messageStart: if !isAtMessageStart { return .place }
        case .textStart: if !isAtTextStart { return .place }
        }
        if isReasoning && (opener.isQuiet || opener.strength == .weak && !table.isPinned) { return .inReasoning }
        if opener.strength != .strong && spans.isInCode { return .inCode }
        return opener.isQuiet && !table.isPinned && isInData(text, at: index) ? .place : nil
    }

    /// Whether the text before `index` leaves an array or object open.
    private func isInData(_ text: RawText, at index: Int) -> Bool {
        var tail = tail
        tail.append(text.bytes[(released - text.base)..<index])
        return tail.isInData
    }

    /// Takes out what only surrounds the answer.
    private mutating func dropWrapper(
        _ wrapper: MarkerTable.Wrapper, _ text: RawText, at index: Int, length: Int, into batch: inout ParsedBatch
    ) -> Bool {
        switch wrapper {
        case .token:
            if isReasoning, section == nil, text.compare("<|open|>response".utf8, at: index) == .matches {
                // The answer begins: nothing was thought.
                leaveReasoning()
            }
            if spans.isInCode || isReasoning { return false }
        case .prefix: if !isAtMessageStart || isReasoning { return false }
        case .opener:
            guard isAtMessageStart, hasSeenReasoning, !isReasoning else { return false }
            isWrapped = true
        case .closer:
            guard isWrapped, !spans.isInCode else { return false }
            isWrapped = false
        }
        flushPadded(text, upTo: index, into: &batch)
        if !hasContent { trimsLeading = true }
        if wrapper == .opener { trimsLeading = true }
        remove(upTo: text.base + index + length, into: &batch)
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

    /// Hands out the text before a marker; what is held before it stays, as its padding. So does the end of another turn,
    /// with nothing between them: if a call follows, it reaches nobody.
    mutating func flushPadded(_ text: RawText, upTo index: Int, into batch: inout ParsedBatch) {
        let index = isReasoning || spans.isInCode ? index : endOfTurnStart.map { $0 - text.base } ?? index
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
    mutating func handOut(_ text: RawText, upTo index: Int, into batch: inout ParsedBatch) {
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
        tail.append(text.bytes[start..<index])
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
