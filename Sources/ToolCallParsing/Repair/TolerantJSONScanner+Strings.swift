/// Strings: escapes, raw control characters, and the question whether a quote ends one.
extension TolerantJSONScanner {
    /// White space behind a quote that is looked through for what follows.
    private static let lookaheadLimit = 256

    mutating func beginString(
        _ quote: Quote, length: Int, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Step {
        let position = text.base + index
        switch expectation {
        case .firstKey, .key:
            stringIsKey = true
            keyStart = position
        case .separator where stack.last?.isObject == true:
            output.repaired(.missingComma, at: position)
            output.doubt(at: position)
            pending.append(UInt8(ascii: ","))
            stringIsKey = true
        default:
            let container = expectedContainer
            guard beginValue(at: position, into: &output) else { return .stops }
            candidate = container.map { EncodedContainer(types: $0, start: position) }
            stringIsKey = false
        }
        if quote == .single { output.repaired(.singleQuotes, at: position) }
        if quote == .token && spelling == .json { output.repaired(.quoteToken, at: position) }
        emit(UInt8(ascii: "\""), into: &output)
        string = quote
        escapedQuotes = 0
        index += length
        return .goesOn
    }

    /// Reads the inside of a string. `false`: more text is needed.
    mutating func scanString(
        _ quote: Quote, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Bool {
        let special = ByteSet(
            quote.rawValue, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), controls: true)
        while index < text.count {
            let start = index
            index = text.next(special, from: index)
            // Punctuation waits for the quote that may follow it, and for what that is.
            let certain = certainEnd(quote, text, index, from: start)
            if start < certain { emit(text, start..<certain, into: &output) }
            guard index < text.count else {
                index = certain
                return false
            }
            switch scanSpecial(quote, text, &index, behind: certain, into: &output) {
            case .goesOn: continue
            case .ends: return true
            case .waits:
                index = certain
                return false
            }
        }
        return false
    }

    private enum StringStep { case goesOn, ends, waits }

    /// Reads the byte at `index` that is more than text. `certain`: what stands behind it has not been handed out.
    private mutating func scanSpecial(
        _ quote: Quote, _ text: RawText, _ index: inout Int, behind certain: Int, into output: inout ArgumentText
    ) -> StringStep {
        let byte = text[index]
        if byte == quote.rawValue { return scanQuote(quote, text, &index, behind: certain, into: &output) }
        let length = index - certain
        if quote == .token {
            emit(text, certain..<index, into: &output)
            emitTokenQuoted(byte, into: &output)
        } else if byte == UInt8(ascii: "<") {
            let (isDecided, closer) = text.longest(of: blockClosers, at: index)
            guard isDecided else { return .waits }
            emit(text, certain..<index, into: &output)
            if closer != nil { doubtCloser(text, index, length, into: &output) }
            emit(byte, into: &output)
        } else if byte == UInt8(ascii: "\\") {
            return scanEscape(text, &index, into: &output) ? .goesOn : .waits
        } else if byte == UInt8(ascii: "\"") {
            emitEscape(byte, into: &output)
        } else {
            guard lookBehind(lineFeed: byte, text, index, length, into: &output) else { return .waits }
            emit(text, certain..<index, into: &output)
            mark(.controlCharacter, at: text.base + index, into: &output)
            emitEscaped(control: byte, into: &output)
        }
        index += 1
        return .goesOn
    }

    private mutating func scanQuote(
        _ quote: Quote, _ text: RawText, _ index: inout Int, behind certain: Int, into output: inout ArgumentText
    ) -> StringStep {
        switch endsString(quote, text, at: index) {
        case .undecided: return .waits
        case .ends(let length):
            emit(text, certain..<index, into: &output)
            index += length
            finishString(into: &output)
            return .ends
        case .text:
            let isToken = quote == .token
            let (isDecided, closer) = isToken ? text.longest(of: blockClosers, at: index) : (true, nil)
            guard isDecided else { return .waits }
            emit(text, certain..<index, into: &output)
            if closer != nil { doubtCloser(text, index, index - certain, into: &output) }
            if !isToken { doubt(text, index, index - certain, into: &output) }
            emitQuote(quote.rawValue, quote, at: text.base + index, into: &output)
            index += 1
            return .goesOn
        }
    }

    /// Up to where the text before `index` is certain: what separates values waits for the quote or closer behind it.
    private func certainEnd(_ quote: Quote, _ text: RawText, _ index: Int, from start: Int) -> Int {
        let isAwaited: Bool
        if index < text.count {
            let byte = text[index]
            isAwaited = byte == quote.rawValue || quote != .token && (byte == 0x3C || byte == 0x0A)
        } else {
            isAwaited = !text.isFinal
        }
        return isAwaited ? text.punctuation(before: index, from: start) : index
    }

    /// A quote in a string: it may be one that is not escaped, or one too many, or what follows may be another value.
    private mutating func doubt(_ text: RawText, _ index: Int, _ length: Int, into output: inout ArgumentText) {
        guard !stringIsKey else { return }
        closerDoubt = false
        if let candidate { return output.doubt(at: candidate.start) }
        output.doubt(at: text.base + index, with: length)
    }

    /// The block's closer in a string: its quote may be lost. If it ends with one, this was text.
    private mutating func doubtCloser(_ text: RawText, _ index: Int, _ length: Int, into output: inout ArgumentText) {
        guard !stringIsKey, output.doubt == nil else { return }
        closerDoubt = true
        if let candidate { return output.doubt(at: candidate.start) }
        output.doubt(at: text.base + index, with: length)
    }

    /// The block's closer may stand in the next line. `false`: more text is needed.
    private mutating func lookBehind(
        lineFeed byte: UInt8, _ text: RawText, _ index: Int, _ length: Int, into output: inout ArgumentText
    ) -> Bool {
        guard byte == UInt8(ascii: "\n"), !blockClosers.isEmpty, !stringIsKey else { return true }
        let place = text.skippingWhitespace(from: index)
        guard place < text.count else { return text.isFinal }
        guard text[place] == UInt8(ascii: "<") else { return true }
        let (isDecided, closer) = text.longest(of: blockClosers, at: place)
        guard isDecided else { return false }
        guard closer != nil, output.doubt == nil else { return true }
        closerDoubt = true
        if let candidate {
            output.doubt(at: candidate.start)
        } else {
            output.doubt = ArgumentText.Doubt(index: output.bytes.count, position: text.base + index - length)
        }
        return true
    }

    private mutating func finishString(into output: inout ArgumentText) {
        if closerDoubt { output.doubt = nil }
        closerDoubt = false
        endStringText(into: &output)
        finishCandidate(into: &output)
        string = nil
        if stringIsKey {
            expectation = .colon
            doubtMisplaced(into: &output)
        } else {
            _ = valueEnded()
        }
    }

    /// The key that has been read may be one of the outermost object's.
    private func doubtMisplaced(into output: inout ArgumentText) {
        guard !siblings.isEmpty, stack.count > 1, let key = pendingKey, siblings.contains(key) else { return }
        output.doubt(at: keyStart)
    }

    mutating func endStringText(into output: inout ArgumentText) { emit(UInt8(ascii: "\""), into: &output) }

    private enum Ending { case undecided, text, ends(length: Int) }

    private func endsString(_ quote: Quote, _ text: RawText, at index: Int) -> Ending {
        if quote == .token {
            let (isDecided, token) = text.longest(of: Self.closing(openToken), at: index)
            return token.map { .ends(length: $0.utf8.count) } ?? (isDecided ? .text : .undecided)
        }
        // A key's quote ends it: what follows is a colon, or nothing that could be put right.
        if stringIsKey { return .ends(length: 1) }
        switch isFollowedAsValue(text, at: index + 1) {
        case .some(true): return .ends(length: 1)
        case .some(false): return .text
        case .none: return .undecided
        }
    }

    /// Whether what follows can follow a value here. A quote that is followed by anything else stands inside the string.
    private func isFollowedAsValue(_ text: RawText, at start: Int) -> Bool? {
        guard let index = skipLookahead(text, from: start) else { return nil }
        guard index < text.count else { return text.isFinal ? true : nil }
        guard index - start <= Self.lookaheadLimit else { return true }
        let isInObject = stack.last?.isObject == true
        switch text[index] {
        case UInt8(ascii: ","):
            return isInObject ? isKeyOrCloser(text, at: index + 1) : true
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            return stack.count + enclosingDepth <= 1 ? true : isCloserPlausible(text, at: index + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            // Around a value that is no container's stands the call's own object.
            if isInObject || stack.isEmpty && enclosingDepth > 0 { return isKey(text, at: index) }
            return !stack.isEmpty && index > start
        case UInt8(ascii: "<"):
            let (isDecided, closer) = text.longest(of: blockClosers, at: index)
            return closer != nil ? true : isDecided ? false : nil
        case UInt8(ascii: "/"):
            guard index + 1 < text.count else { return text.isFinal ? false : nil }
            return text[index + 1] == UInt8(ascii: "/") || text[index + 1] == UInt8(ascii: "*")
        default: return stack.isEmpty && enclosingDepth == 0
        }
    }

    /// Skips white space, written out as `\n` too; `nil` where a backslash is the last character at hand.
    private func skipLookahead(_ text: RawText, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if text[index].isJSONWhitespace {
                index += 1
            } else if text[index] == UInt8(ascii: "\\") {
                guard index + 1 < text.count else { return text.isFinal ? index : nil }
                guard "nrt".utf8.contains(text[index + 1]) else { return index }
                index += 2
            } else {
                return index
            }
        }
        return index
    }

    /// After a comma in an object: a key with its colon, a closing brace, or the end.
    private func isKeyOrCloser(_ text: RawText, at start: Int) -> Bool? {
        guard let index = skipLookahead(text, from: start) else { return nil }
        guard index < text.count else { return text.isFinal ? true : nil }
        let byte = text[index]
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "<") { return true }
        if byte == UInt8(ascii: "/") { return true }
        return isKey(text, at: index)
    }

    /// A quoted or bare key and its colon. A key that is very long is taken for one.
    private func isKey(_ text: RawText, at start: Int) -> Bool? {
        var index = start
        let first = text[index]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            index += 1
            while index < text.count, text[index] != first {
                if text[index] == UInt8(ascii: "\n") { return false }
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
                if index - start > Self.lookaheadLimit { return true }
            }
            index += 1
        } else {
            while index < text.count, text[index].isIdentifierPart || text[index] == UInt8(ascii: "-") { index += 1 }
            if index == start { return false }
        }
        guard index < text.count, let colon = skipLookahead(text, from: index), colon < text.count else {
            return text.isFinal ? false : nil
        }
        return text[colon] == UInt8(ascii: ":")
    }

    /// After a closing bracket that is not the last one: a further closer, a comma, or the end of the block.
    private func isCloserPlausible(_ text: RawText, at start: Int) -> Bool? {
        guard let index = skipLookahead(text, from: start) else { return nil }
        guard index < text.count else { return text.isFinal ? true : nil }
        switch text[index] {
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: "<"), UInt8(ascii: ";"),
            UInt8(ascii: "/"):
            return true
        default: return stack.count + enclosingDepth <= 2
        }
    }

    // MARK: Escapes

    /// Reads an escape sequence. `false`: more text is needed.
    private mutating func scanEscape(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        guard index + 1 < text.count else {
            guard text.isFinal else { return false }
            index += 1  // A lone backslash at the very end escapes nothing.
            return true
        }
        let escaped = text[index + 1]
        if escaped == UInt8(ascii: "u") {
            let end = min(index + 6, text.count)
            let digits = (index + 2..<end).prefix { text[$0].hexadecimalValue != nil }.count
            if digits == 4 {
                emit(text, index..<index + 6, into: &output)
                index += 6
                return true
            }
            if index + 2 + digits == text.count && !text.isFinal { return false }
        } else if JSONString.simpleEscape(escaped) != nil {
            if escaped == UInt8(ascii: "\""), quoteMayEnd(text, index, into: &output) == nil { return false }
            emit(text, index..<index + 2, into: &output)
            index += 2
            return true
        }
        mark(.invalidEscape, at: text.base + index, into: &output)
        if escaped == UInt8(ascii: "'") {
            emit(escaped, into: &output)
            index += 2
        } else {
            emitEscape(UInt8(ascii: "\\"), into: &output)
            index += 1
        }
        return true
    }

    /// An escaped quote that has no partner before it, and what may follow a value behind it: it may be the string's end.
    /// `nil`: more text is needed.
    private mutating func quoteMayEnd(_ text: RawText, _ index: Int, into output: inout ArgumentText) -> Bool? {
        escapedQuotes += 1
        guard !stringIsKey, !escapedQuotes.isMultiple(of: 2), output.doubt == nil else { return false }
        var next = index + 2
        while next < text.count, text[next] == 0x20 { next += 1 }
        guard next < text.count else {
            if text.isFinal { return false }
            escapedQuotes -= 1
            return nil
        }
        guard ",}]".utf8.contains(text[next]) else { return false }
        closerDoubt = true
        output.doubt(at: candidate?.start ?? text.base + index)
        return true
    }

    // MARK: Output

    /// Keys wait in `pending`, all else goes out.
    private mutating func emit(_ byte: UInt8, into output: inout ArgumentText) {
        if stringIsKey {
            pending.append(byte)
        } else if candidate != nil {
            candidate?.text.append(byte)
        } else {
            output.append(byte)
        }
    }

    private mutating func emit(_ text: RawText, _ range: Range<Int>, into output: inout ArgumentText) {
        if stringIsKey {
            pending.append(copying: text.bytes[range])
        } else if candidate != nil {
            candidate?.text.append(copying: text.bytes[range])
        } else {
            output.bytes.append(copying: text.bytes[range])
        }
    }

    private mutating func emitEscape(_ byte: UInt8, into output: inout ArgumentText) {
        emit(UInt8(ascii: "\\"), into: &output)
        emit(byte, into: &output)
    }

    private mutating func emitEscaped(control byte: UInt8, into output: inout ArgumentText) {
        if stringIsKey {
            JSONString.appendEscaped(byte, to: &pending)
        } else if candidate == nil {
            JSONString.appendEscaped(byte, to: &output.bytes)
        } else {
            var escaped: [UInt8] = []
            JSONString.appendEscaped(byte, to: &escaped)
            for byte in escaped { emit(byte, into: &output) }
        }
    }

    /// Between quote tokens nothing is escaped, so JSON's own special characters are.
    private mutating func emitTokenQuoted(_ byte: UInt8, into output: inout ArgumentText) {
        if byte < 0x20 { emitEscaped(control: byte, into: &output) } else { emitEscape(byte, into: &output) }
    }

    private mutating func emitQuote(_ byte: UInt8, _ quote: Quote, at position: Int, into output: inout ArgumentText) {
        if quote == .token { return emit(byte, into: &output) }
        mark(.unescapedQuote, at: position, into: &output)
        if quote == .double { emitEscape(byte, into: &output) } else { emit(byte, into: &output) }
    }

    private func mark(_ kind: RepairKind, at position: Int, into output: inout ArgumentText) {
        output.repaired(kind, at: position)
    }
}
