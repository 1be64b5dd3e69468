/// A string literal that is being read.
struct PythonString: Sendable {
    var quote: UInt8
    var isTriple: Bool
    /// `r'...'`: backslashes are text.
    var isRaw: Bool

    enum Prefix {
        case undecided, none
        case begins(PythonString, length: Int)
    }

    /// Whether a string begins at `index`: letters as `r` or `b`, then one or three quotes.
    static func prefix(_ text: RawText, at index: Int) -> Prefix {
        var place = index
        var isRaw = false
        while place < text.count, place - index < 2, "rRbBuUfF".utf8.contains(text[place]) {
            isRaw = isRaw || text[place] | 0x20 == UInt8(ascii: "r")
            place += 1
        }
        guard place < text.count else { return text.isFinal ? .none : .undecided }
        let quote = text[place]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return .none }
        // Two quotes are an empty string unless a third follows.
        var count = 1
        while count < 3, place + count < text.count, text[place + count] == quote { count += 1 }
        guard count == 3 || place + count < text.count || text.isFinal else { return .undecided }
        let isTriple = count == 3
        return .begins(
            PythonString(quote: quote, isTriple: isTriple, isRaw: isRaw), length: place - index + (isTriple ? 3 : 1))
    }
}

extension PythonLiteralScanner {
    /// Reads the string on, and those that stand right behind it. `false`: more text is needed.
    mutating func readString(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        guard let current = string else { return true }
        while index < text.count {
            let start = index
            while index < text.count, text[index] != current.quote, text[index] != UInt8(ascii: "\\") { index += 1 }
            append(text, start..<index, into: &output)
            guard index < text.count else { return false }
            if text[index] == UInt8(ascii: "\\") {
                guard readEscape(current, text, &index, into: &output) else { return false }
                continue
            }
            switch ending(current, text, at: index) {
            case .undecided: return false
            case .text:
                append(text, index..<index + 1, into: &output)
                index += 1
            case .ends(let next):
                output.append(UInt8(ascii: "\""))
                index = next
                return true
            case .joins(let following, let next):
                string = following
                index = next
                return readString(text, &index, into: &output)
            }
        }
        return false
    }

    private func append(_ text: RawText, _ range: Range<Int>, into output: inout ArgumentText) {
        JSONString.appendEscaped(UnsafeRawBufferPointer(rebasing: text.bytes[range]), to: &output.bytes)
    }

    private enum Ending { case undecided, text, ends(Int), joins(PythonString, Int) }

    /// Whether the quote at `index` ends the string. One that is followed by what cannot follow a value stands inside it.
    private func ending(_ current: PythonString, _ text: RawText, at index: Int) -> Ending {
        var end = index + 1
        if current.isTriple {
            while end < index + 3, end < text.count, text[end] == current.quote { end += 1 }
            guard end == index + 3 else { return end < text.count || text.isFinal ? .text : .undecided }
        }
        let next = text.skippingWhitespace(from: end)
        guard next < text.count else { return text.isFinal ? .ends(end) : .undecided }
        switch text[next] {
        case UInt8(ascii: ","):
            return current.isTriple || !stack.isEmpty ? .ends(end) : followsComma(text, at: next + 1, end: end)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): return .ends(end)
        default: break
        }
        switch PythonString.prefix(text, at: next) {
        case .undecided: return .undecided
        case .begins(let following, let length) where next > end || current.quote != following.quote:
            return .joins(following, next + length)
        case .begins, .none:
            // A sign of an expression is no text either.
            return "+%*".utf8.contains(text[next]) ? .ends(end) : .text
        }
    }

    /// Between arguments a keyword or the end follows a comma.
    private func followsComma(_ text: RawText, at start: Int, end: Int) -> Ending {
        let next = text.skippingWhitespace(from: start)
        guard next < text.count else { return text.isFinal ? .ends(end) : .undecided }
        if text[next] == UInt8(ascii: ")") { return .ends(end) }
        switch text.keywordEnd(from: next) {
        case .undecided: return .undecided
        case .keyword: return .ends(end)
        case .none:
            // Without keywords a value follows.
            return "\"'[{-".utf8.contains(text[next]) || text[next].isASCIIDigit ? .ends(end) : .text
        }
    }

    // MARK: Escapes

    /// Reads an escape sequence. `false`: more text is needed.
    private func readEscape(
        _ current: PythonString, _ text: RawText, _ index: inout Int, into output: inout ArgumentText
    ) -> Bool {
        guard index + 1 < text.count else {
            if text.isFinal { index += 1 }
            return text.isFinal
        }
        let escaped = text[index + 1]
        if current.isRaw {
            append(text, index..<index + 2, into: &output)
            index += 2
            return true
        }
        switch escaped {
        case UInt8(ascii: "\n"): index += 2
        case UInt8(ascii: "x"): return readCode(2, text, &index, into: &output)
        case UInt8(ascii: "u"): return readCode(4, text, &index, into: &output)
        case UInt8(ascii: "U"): return readCode(8, text, &index, into: &output)
        case 0x30...0x37: return readOctal(text, &index, into: &output)
        default:
            if let meant = Self.simpleEscapes[escaped] {
                emit(UInt32(meant), into: &output)
                index += 2
            } else {
                append(text, index..<index + 1, into: &output)
                index += 1
            }
        }
        return true
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
    ]

    /// `\xhh`, `\uXXXX`, `\UXXXXXXXX`; without enough digits the backslash is text.
    private func readCode(_ digits: Int, _ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        let available = (index + 2..<min(index + 2 + digits, text.count)).prefix { text[$0].hexadecimalValue != nil }
            .count
        guard available == digits else {
            if index + 2 + available == text.count && !text.isFinal { return false }
            append(text, index..<index + 1, into: &output)
            index += 1
            return true
        }
        let high = code(text, at: index + 2, digits)
        guard digits == 4, (0xD800...0xDBFF).contains(high) else {
            emit(high, into: &output)
            index += 2 + digits
            return true
        }
        // A surrogate waits for its other half.
        let rest = index + 6
        guard rest + 6 <= text.count || text.isFinal || !mayBeEscape(text, at: rest) else { return false }
        if rest + 6 <= text.count, mayBeEscape(text, at: rest), case let low = code(text, at: rest + 2, 4),
            (0xDC00...0xDFFF).contains(low)
        {
            emit(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), into: &output)
            index = rest + 6
        } else {
            emit(0xFFFD, into: &output)
            index = rest
        }
        return true
    }

    /// Whether the bytes at hand at `index` agree with `\uXXXX`.
    private func mayBeEscape(_ text: RawText, at index: Int) -> Bool {
        for (offset, place) in (index..<min(index + 6, text.count)).enumerated() {
            switch offset {
            case 0: if text[place] != UInt8(ascii: "\\") { return false }
            case 1: if text[place] != UInt8(ascii: "u") { return false }
            default: if text[place].hexadecimalValue == nil { return false }
            }
        }
        return true
    }

    private func code(_ text: RawText, at index: Int, _ digits: Int) -> UInt32 {
        (index..<index + digits).reduce(0) { $0 << 4 | (text[$1].hexadecimalValue ?? 0) }
    }

    private func readOctal(_ text: RawText, _ index: inout Int, into output: inout ArgumentText) -> Bool {
        var end = index + 1
        var value: UInt32 = 0
        while end < min(index + 4, text.count), (0x30...0x37).contains(text[end]) {
            value = value << 3 | UInt32(text[end] - 0x30)
            end += 1
        }
        guard end < text.count || text.isFinal || end == index + 4 else { return false }
        emit(value, into: &output)
        index = end
        return true
    }

    private func emit(_ code: UInt32, into output: inout ArgumentText) {
        var character = String(Character(Unicode.Scalar(code) ?? "\u{FFFD}"))
        character.withUTF8 { JSONString.appendEscaped(UnsafeRawBufferPointer($0), to: &output.bytes) }
    }
}
