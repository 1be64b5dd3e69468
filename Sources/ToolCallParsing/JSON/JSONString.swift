/// JSON strings on the level of bytes: escaping, and undoing it.
public enum JSONString {
    /// Appends `bytes` (UTF-8 text, in any cut) as the inside of a JSON string. Bytes above 0x7F are passed on as they are.
    public static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        let special = ByteSet(0x22, 0x5C, controls: true)
        var start = 0
        while start < bytes.count {
            let index = special.next(in: bytes, from: start, to: bytes.count)
            output.append(copying: bytes[start..<index])
            guard index < bytes.count else { return }
            appendEscaped(bytes[index], to: &output)
            start = index + 1
        }
    }

    /// Appends one byte of a string's inside, escaped where it must be.
    public static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case 0x22, 0x5C: append(escape: byte, to: &output)
        case 0x0A: append(escape: UInt8(ascii: "n"), to: &output)
        case 0x0D: append(escape: UInt8(ascii: "r"), to: &output)
        case 0x09: append(escape: UInt8(ascii: "t"), to: &output)
        case 0x08: append(escape: UInt8(ascii: "b"), to: &output)
        case 0x0C: append(escape: UInt8(ascii: "f"), to: &output)
        case 0..<0x20:
            output.append(contentsOf: "\\u00".utf8)
            output.append(hexadecimalDigit(byte >> 4))
            output.append(hexadecimalDigit(byte & 15))
        default: output.append(byte)
        }
    }

    private static func append(escape byte: UInt8, to output: inout [UInt8]) {
        output.append(0x5C)
        output.append(byte)
    }

    /// Appends `text` as a complete JSON string with its quotes.
    public static func appendQuoted(_ text: String, to output: inout [UInt8]) {
        output.append(0x22)
        var text = text
        text.withUTF8 { appendEscaped(UnsafeRawBufferPointer($0), to: &output) }
        output.append(0x22)
    }

    /// The text of a string whose inside is `bytes`; lone surrogates become U+FFFD, unknown escapes stay as written.
    public static func unescaped(_ bytes: UnsafeRawBufferPointer) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var unescaper = JSONUnescaper()
        unescaper.append(bytes, to: &output)
        unescaper.finish(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// What the escape `\` + `byte` stands for; `nil` where it is none of the one-character escapes.
    static func simpleEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x22, 0x5C, UInt8(ascii: "/"): byte
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        default: nil
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension UInt8 {
    var isJSONWhitespace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    /// A letter in lower case.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
    /// Part of an identifier as programming languages write it.
    var isIdentifierPart: Bool { isASCIILetter || isASCIIDigit || self == UInt8(ascii: "_") }

    var hexadecimalValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}
