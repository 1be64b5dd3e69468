/// A Python string that is being read.
struct PythonString: Sendable {
    var quote: UInt8
    var isTriple: Bool
    var isRaw: Bool
    var isKey = false
    /// Quotes inside that were not escaped.
    var innerQuotes = 0
    var hasControlCharacter = false

    var quoteLength: Int { isTriple ? 3 : 1 }

    enum Opening { case none, undecided, opens(PythonString, length: Int) }

    /// The prefix and the quote that may stand at `index`.
    static func opening(_ text: RawText, at index: Int) -> Opening {
        var place = index
        var isRaw = false
        while place < text.count, place - index < 3, "rRbBfFuU".utf8.contains(text[place]) {
            isRaw = isRaw || text[place] | 0x20 == UInt8(ascii: "r")
            place += 1
        }
        guard place - index < 3 else { return .none }
        guard place < text.count else { return text.isFinal ? .none : .undecided }
        let quote = text[place]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return .none }
        let length = place - index
        for offset in 1...2 {
            guard place + offset < text.count else {
                guard text.isFinal else { return .undecided }
                return .opens(PythonString(quote: quote, isTriple: false, isRaw: isRaw), length: length + 1)
            }
            if text[place + offset] != quote {
                return .opens(PythonString(quote: quote, isTriple: false, isRaw: isRaw), length: length + 1)
            }
        }
        return .opens(PythonString(quote: quote, isTriple: true, isRaw: isRaw), length: length + 3)
    }
}

/// Strings: escapes, adjacent literals, and quotes that stand inside.
extension PythonValue {
    mutating func begin(_ opened: PythonString, into output: inout ArgumentText) {
        var opened = opened
        if expectation == .key {
            opened.isKey = true
            key = []
        } else {
            beginValue(into: &output)
            emit(UInt8(ascii: "\""), into: &output)
        }
        string = opened
        escapedQuotes = 0
    }

    /// Reads the inside of a string. `false`: more text is needed, or `stop` is reached.
    mutating func scanString(
        _ text: RawText, _ index: inout Int, stop: Int, closers: [String], into output: inout ArgumentText
    ) -> Bool {
        guard var open = string else { return true }
        defer { if string != nil { string = open } }
        let end = min(text.count, stop)
        while index < end {
            let start = index
            let mayLackItsEnd = !keywords.isEmpty && stack.isEmpty && !open.isTriple
            let special = ByteSet(
                open.quote, UInt8(ascii: "\\"), UInt8(ascii: "<"), mayLackItsEnd ? UInt8(ascii: ",") : nil,
                controls: !open.isTriple && !open.hasControlCharacter)
            index = text.next(special, from: index, to: end)
            // Punctuation waits for the quote that may follow it.
            let isAwaited =
                index < end
                ? text[index] == open.quote || text[index] == UInt8(ascii: "<")
                : index == text.count && !text.isFinal && index < stop
            let certain = isAwaited ? text.punctuation(before: index, from: start) : index
            if start < certain { emitText(text.bytes[start..<certain], open, into: &output) }
            guard index < end else {
                index = certain
                return false
            }
            if open.isKey && key.count > Self.maximumKey {
                // No key is so long; what is emitted of it ends with the call.
                string = nil
                expectation = .colon
                return true
            }
            switch scanSpecial(&open, text, &index, behind: certain, closers, into: &output) {
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

    /// Reads the byte at `index` that is more than text. `certain`: what stands behind it has not been emitted.
    private mutating func scanSpecial(
        _ open: inout PythonString, _ text: RawText, _ index: inout Int, behind certain: Int, _ closers: [String],
        into output: inout ArgumentText
    ) -> StringStep {
        switch text[index] {
        case open.quote: return scanQuote(&open, text, &index, behind: certain, closers, into: &output)
        case UInt8(ascii: "<"):
            let (isDecided, closer) = text.longest(of: closers, at: index)
            guard isDecided else { return .waits }
            emitText(text.bytes[certain..<(index + 1)], open, into: &output)
            if closer != nil, output.doubt == nil, undecided == 0, !open.isKey {
                closerDoubt = true
                output.doubt(at: text.base + index + 1, with: index + 1 - certain)
            }
            index += 1
        case UInt8(ascii: ","):
            guard let isKeyword = namesKeyword(text, at: index + 1) else { return .waits }
            emitText(text.bytes[certain..<index], open, into: &output)
            if isKeyword, output.doubt == nil, undecided == 0, !open.isKey {
                // The string's end may be lost.
                closerDoubt = true
                output.doubt(at: text.base + index)
            }
            emitText(text.bytes[index..<(index + 1)], open, into: &output)
            index += 1
        case UInt8(ascii: "\\"): return scanEscape(text, &index, open, into: &output) ? .goesOn : .waits
        default:
            open.hasControlCharacter = true
            output.repaired(.controlCharacter, at: text.base + index)
        }
        return .goesOn
    }

    private mutating func scanQuote(
        _ open: inout PythonString, _ text: RawText, _ index: inout Int, behind certain: Int, _ closers: [String],
        into output: inout ArgumentText
    ) -> StringStep {
        let end = ending(of: open, text, at: index, closers)
        if case .undecided = end { return .waits }
        emitText(text.bytes[certain..<index], open, into: &output)
        switch end {
        case .undecided: return .waits
        case .text(let length):
            if length == open.quoteLength {
                if open.innerQuotes == 0 { output.repaired(.unescapedQuote, at: text.base + index) }
                open.innerQuotes += 1
                closerDoubt = false
                output.doubt(at: text.base + index, with: undecided > 0 || open.isKey ? 0 : index - certain)
            }
            emitText(text.bytes[index..<(index + length)], open, into: &output)
            index += length
        case .joins(let next, let length):
            if !stack.isEmpty { output.doubt(at: text.base + index) }
            // A keyword in it may have been one.
            closerDoubt = false
            index += length
            string = next
            open = next
            open.isKey = expectation == .key
        case .ends(let length):
            index += length
            finish(open, into: &output)
            return .ends
        }
        return .goesOn
    }

    /// `KEY=`; `nil`: more text is needed.
    private func namesKeyword(_ text: RawText, at start: Int) -> Bool? {
        let place = text.skippingBlanks(from: start)
        guard place < text.count else { return text.isFinal ? false : nil }
        var isDecided = true
        for keyword in keywords {
            switch text.compare(keyword.utf8, at: place) {
            case .differs: continue
            case .undecided: isDecided = false
            case .matches:
                let end = place + keyword.utf8.count
                guard end < text.count else { return text.isFinal ? false : nil }
                if text[end] == UInt8(ascii: "=") { return true }
            }
        }
        return isDecided ? false : nil
    }

    private mutating func scanEscape(
        _ text: RawText, _ index: inout Int, _ open: PythonString, into output: inout ArgumentText
    ) -> Bool {
        if open.isRaw {
            guard index + 1 < text.count || text.isFinal else { return false }
            let length = min(2, text.count - index)
            emitText(text.bytes[index..<(index + length)], open, into: &output)
            index += length
            return true
        }
        guard let escape = PythonEscape(text, at: index) else { return false }
        if index + 1 < text.count, text[index + 1] == open.quote, !open.isKey, undecided == 0,
            !doubtEscape(text, index, into: &output)
        {
            return false
        }
        escape.bytes.withUnsafeBytes { emitText($0[...], open, into: &output) }
        index += escape.length
        return true
    }

    /// An escaped quote without a partner before it, and what may follow a value behind it: it may be the string's end.
    /// `false`: more text is needed.
    private mutating func doubtEscape(_ text: RawText, _ index: Int, into output: inout ArgumentText) -> Bool {
        let next = text.skippingBlanks(from: index + 2)
        guard next < text.count || text.isFinal else { return false }
        escapedQuotes += 1
        guard !escapedQuotes.isMultiple(of: 2), output.doubt == nil, next < text.count,
            ",)]}".utf8.contains(text[next])
        else { return true }
        closerDoubt = true
        output.doubt(at: text.base + index)
        return true
    }

    private mutating func emitText(
        _ bytes: Slice<UnsafeRawBufferPointer>, _ open: PythonString, into output: inout ArgumentText
    ) {
        let text = UnsafeRawBufferPointer(rebasing: bytes)
        if open.isKey {
            JSONString.appendEscaped(text, to: &key)
        } else if undecided > 0 {
            JSONString.appendEscaped(text, to: &held)
        } else {
            JSONString.appendEscaped(text, to: &output.bytes)
        }
    }

    mutating func finish(_ open: PythonString, into output: inout ArgumentText) {
        if closerDoubt { output.doubt = nil }
        closerDoubt = false
        string = nil
        if open.isKey {
            expectation = .colon
        } else {
            emit(UInt8(ascii: "\""), into: &output)
            _ = valueEnded()
        }
    }
}
