/// The question whether a quote ends a string.
extension PythonValue {
    enum Ending {
        case undecided
        case text(length: Int)
        /// The string goes on as another literal, whose opening is included.
        case joins(PythonString, length: Int)
        case ends(length: Int)
    }
    /// Text behind a quote that is looked through for what follows.
    private static let lookaheadLimit = 256

    func ending(of open: PythonString, _ text: RawText, at index: Int, _ closers: [String]) -> Ending {
        if open.isTriple {
            for offset in 1...3 {
                guard index + offset < text.count else {
                    guard text.isFinal else { return .undecided }
                    return offset == 3 ? .ends(length: 3) : .text(length: 1)
                }
                // Of four quotes the last three end the string.
                if (text[index + offset] == open.quote) == (offset == 3) { return .text(length: 1) }
            }
        }
        let behind = index + open.quoteLength
        let place = skipping(text, from: behind)
        guard place - behind <= Self.lookaheadLimit else { return .text(length: open.quoteLength) }
        guard place < text.count else { return text.isFinal ? .ends(length: open.quoteLength) : .undecided }
        if let joined = joining(open, text, behind: behind, at: place, from: index) { return joined }
        switch follows(open, text, at: place, behind: behind, closers) {
        case .none: return .undecided
        case .some(true): return .ends(length: open.quoteLength)
        case .some(false): return .text(length: open.quoteLength)
        }
    }

    /// White space, no further than the look-ahead goes.
    private func skipping(_ text: RawText, from start: Int) -> Int {
        var index = start
        while index < text.count, text[index].isJSONWhitespace, index - start <= Self.lookaheadLimit { index += 1 }
        return index
    }

    /// Another literal directly behind, which Python joins to this one. Without white space between them two quotes are
    /// more often an empty string in quoted code, which what follows them tells.
    private func joining(
        _ open: PythonString, _ text: RawText, behind: Int, at place: Int, from index: Int
    ) -> Ending? {
        guard open.innerQuotes.isMultiple(of: 2), text[place].isASCIILetter || Self.isQuote(text[place]) else {
            return nil
        }
        switch PythonString.opening(text, at: place) {
        case .undecided: return .undecided
        case .none: return nil
        case .opens(let next, let length):
            if place == behind, !Self.isQuote(text[place]) { return nil }
            if place == behind, !open.isTriple, !next.isTriple, text[place] == open.quote {
                guard place + 1 < text.count else { return text.isFinal ? nil : .undecided }
                let byte = text[place + 1]
                guard byte.isIdentifierPart || byte >= 0x80 || byte == UInt8(ascii: "\\") else { return nil }
            }
            return .joins(next, length: place + length - index)
        }
    }

    static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// Whether what stands at `place` can follow the string; `nil` where more text is needed.
    ///
    /// After an odd number of quotes inside, this one may be the second of a pair: then more has to speak for the end.
    private func follows(
        _ open: PythonString, _ text: RawText, at place: Int, behind: Int, _ closers: [String]
    ) -> Bool? {
        let (isDecided, closer) = text.longest(of: closers, at: place)
        if closer != nil { return true }
        guard isDecided else { return nil }
        let isPaired = !open.innerQuotes.isMultiple(of: 2)
        let byte = text[place]
        if open.isKey { return byte == UInt8(ascii: ":") }
        switch byte {
        case UInt8(ascii: ":"): return isBracesStart
        case stack.last?.closer ?? UInt8(ascii: ")"):
            return isPaired ? isCloserPlausible(text, at: place + 1) : true
        case UInt8(ascii: "]") where stack.isEmpty:
            // The list's bracket, if the block ends behind it: the call's own parenthesis is missing.
            let next = skipping(text, from: place + 1)
            guard next < text.count else { return text.isFinal ? true : nil }
            let (isDecided, closer) = text.longest(of: closers, at: next)
            return closer != nil ? true : isDecided ? false : nil
        case UInt8(ascii: ","):
            if stack.isEmpty && !isPositional { return startsKeyword(text, at: place + 1) }
            if stack.last == .dictionary { return startsKey(text, at: place + 1) }
            return startsValue(text, at: place + 1)
        case UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "*"):
            return isPaired ? false : isOperator(text, at: place, isSpaced: place > behind)
        case UInt8(ascii: "."):
            return isPaired || place > behind ? false : isMethod(text, from: place + 1)
        default: return false
        }
    }

    private var isBracesStart: Bool {
        if case .braces = stack.last { true } else { false }
    }

    private func isCloserPlausible(_ text: RawText, at start: Int) -> Bool? {
        guard start < text.count else { return text.isFinal ? true : nil }
        return ",])}<`;|\n\r".utf8.contains(text[start])
    }

    /// An operator with an operand: `"a" + b`, `"%d" % 5`. Such text is an expression.
    private func isOperator(_ text: RawText, at place: Int, isSpaced: Bool) -> Bool? {
        guard place + 1 < text.count else { return text.isFinal ? false : nil }
        let next = text[place + 1]
        if text[place] == UInt8(ascii: "+"), Self.isQuote(next) { return true }
        return isSpaced && next == 0x20
    }

    /// A method called on a string: `.join(`. Such text is an expression.
    private func isMethod(_ text: RawText, from start: Int) -> Bool? {
        var index = start
        while index < text.count, text[index].isIdentifierPart, index - start < 32 { index += 1 }
        guard index < text.count else { return text.isFinal ? false : nil }
        return index > start && text[index] == UInt8(ascii: "(")
    }

    /// White space and comments, each no longer than the look-ahead; `nil`: more text is needed.
    private func skippingComments(_ text: RawText, from start: Int) -> Int? {
        var index = skipping(text, from: start)
        while index < text.count, text[index] == UInt8(ascii: "#"), index - start <= Self.lookaheadLimit {
            let limit = min(text.count, index + Self.lookaheadLimit)
            guard let end = text.bytes[index..<limit].firstIndex(of: UInt8(ascii: "\n")) else {
                return limit < text.count || text.isFinal ? limit : nil
            }
            index = skipping(text, from: end)
        }
        return index
    }

    /// After a comma between arguments: `NAME=`, or the end.
    private func startsKeyword(_ text: RawText, at start: Int) -> Bool? {
        guard var index = skippingComments(text, from: start) else { return nil }
        guard index - start <= Self.lookaheadLimit else { return false }
        guard index < text.count else { return text.isFinal ? true : nil }
        if text[index] == UInt8(ascii: ")") || text[index] == UInt8(ascii: ",") { return true }
        let name = index
        while index < text.count, text[index].isIdentifierPart || text[index] >= 0x80 {
            index += 1
            if index - name > Self.lookaheadLimit { return false }
        }
        guard index > name else { return false }
        let equals = skipping(text, from: index)
        guard equals - index <= Self.lookaheadLimit else { return false }
        guard equals + 1 < text.count else { return text.isFinal ? false : nil }
        return text[equals] == UInt8(ascii: "=") && text[equals + 1] != UInt8(ascii: "=")
    }

    /// After a comma between elements: a literal, or the end.
    private func startsValue(_ text: RawText, at start: Int) -> Bool? {
        let index = skipping(text, from: start)
        guard index - start <= Self.lookaheadLimit else { return false }
        guard index < text.count else { return text.isFinal ? true : nil }
        let byte = text[index]
        if byte.isASCIIDigit || "\"'[({)]}+-.#".utf8.contains(byte) { return true }
        guard byte.isASCIILetter else { return false }
        switch PythonString.opening(text, at: index) {
        case .undecided: return nil
        case .opens: return true
        case .none: break
        }
        var end = index
        while end < text.count, text[end].isIdentifierPart, end - index < 16 { end += 1 }
        guard end < text.count || text.isFinal else { return nil }
        return JSONLiteral(UnsafeRawBufferPointer(rebasing: text.bytes[index..<end])) != nil
    }

    /// After a comma in a dictionary: a key and its colon, or the end.
    private func startsKey(_ text: RawText, at start: Int) -> Bool? {
        guard var index = skippingComments(text, from: start) else { return nil }
        guard index - start <= Self.lookaheadLimit else { return false }
        guard index < text.count else { return text.isFinal ? true : nil }
        if text[index] == UInt8(ascii: "}") { return true }
        let key = index
        let first = text[index]
        if Self.isQuote(first) {
            index += 1
            while index < text.count, text[index] != first {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
                if index - key > Self.lookaheadLimit { return true }
            }
            index += 1
        } else {
            while index < text.count, Self.isWordPart(text[index]) {
                index += 1
                if index - key > Self.lookaheadLimit { return false }
            }
            if index == key, !text[index].isASCIILetter { return false }
        }
        let colon = index < text.count ? skipping(text, from: index) : text.count
        guard colon - index <= Self.lookaheadLimit else { return false }
        guard colon < text.count else { return text.isFinal ? false : nil }
        return text[colon] == UInt8(ascii: ":")
    }
}
