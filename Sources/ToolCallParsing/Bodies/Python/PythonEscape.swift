/// An escape sequence in a Python string.
struct PythonEscape {
    /// What it stands for. An unknown escape stands for itself, backslash included.
    var bytes: [UInt8]
    /// Bytes of raw text that it takes.
    var length: Int

    /// Reads the escape whose backslash stands at `index`; `nil` where more text is needed.
    init?(_ text: RawText, at index: Int) {
        guard index + 1 < text.count else {
            guard text.isFinal else { return nil }
            // A backslash that was cut off from what it escapes.
            self.init([], 1)
            return
        }
        switch text[index + 1] {
        case UInt8(ascii: "\n"): self.init([], 2)
        case UInt8(ascii: "\r"):
            guard index + 2 < text.count || text.isFinal else { return nil }
            self.init([], index + 2 < text.count && text[index + 2] == UInt8(ascii: "\n") ? 3 : 2)
        case UInt8(ascii: "x"): self.init(digits: 2, text, index)
        case UInt8(ascii: "u"): self.init(digits: 4, text, index)
        case UInt8(ascii: "U"): self.init(digits: 8, text, index)
        case UInt8(ascii: "0")...UInt8(ascii: "7"): self.init(octalIn: text, index)
        case let byte:
            self.init(Self.short[Int(byte)], 2)
        }
    }

    private init(_ bytes: [UInt8], _ length: Int) {
        self.bytes = bytes
        self.length = length
    }

    private init(scalar: UInt32, _ length: Int) {
        let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
        self.init(Array(String(Character(scalar)).utf8), length)
    }

    /// What a backslash and one byte stand for, made once, since long texts hold many.
    private static let short: [[UInt8]] = (0...255).map { byte in
        simple(byte).map { [$0] } ?? [UInt8(ascii: "\\"), byte]
    }

    private static func simple(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): byte
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "v"): 0x0B
        default: nil
        }
    }

    private init?(octalIn text: RawText, _ index: Int) {
        var value: UInt32 = 0
        var length = 1
        while length < 4 {
            guard index + length < text.count else {
                guard text.isFinal else { return nil }
                break
            }
            let byte = text[index + length]
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "7") else { break }
            value = value << 3 | UInt32(byte - UInt8(ascii: "0"))
            length += 1
        }
        self.init(scalar: value, length)
    }

    /// `\xhh`, `\uXXXX`, `\UXXXXXXXX`; a surrogate pair counts as one escape.
    private init?(digits: Int, _ text: RawText, _ index: Int) {
        let letter = text[index + 1]
        switch Self.hexadecimal(digits, text, at: index + 2) {
        case .undecided: return nil
        case .none: self.init([UInt8(ascii: "\\"), letter], 2)
        case .value(let value):
            let length = 2 + digits
            guard digits == 4, (0xD800...0xDBFF).contains(value) else {
                self.init(scalar: value, length)
                return
            }
            switch text.compare("\\u".utf8, at: index + length) {
            case .undecided: return nil
            case .differs: self.init(scalar: value, length)
            case .matches:
                switch Self.hexadecimal(4, text, at: index + length + 2) {
                case .undecided: return nil
                case .value(let low) where (0xDC00...0xDFFF).contains(low):
                    self.init(scalar: 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00), length + 6)
                case .value, .none: self.init(scalar: value, length)
                }
            }
        }
    }

    private enum Hexadecimal { case undecided, none, value(UInt32) }

    private static func hexadecimal(_ count: Int, _ text: RawText, at index: Int) -> Hexadecimal {
        var value: UInt32 = 0
        for place in index..<(index + count) {
            guard place < text.count else { return text.isFinal ? .none : .undecided }
            guard let digit = text[place].hexadecimalValue else { return .none }
            value = value << 4 | digit
        }
        return .value(value)
    }
}
