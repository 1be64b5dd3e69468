/// Undoes the escapes of a JSON string's inside that arrives in pieces, cut anywhere.
///
/// Holds back an incomplete escape and a high surrogate that waits for its other half. Unknown escapes stay as written,
/// lone surrogates become U+FFFD.
public struct JSONUnescaper: Sendable {
    private enum State: Sendable {
        case text
        case backslash
        /// `\u` and so many of its four digits.
        case digits(count: UInt8, value: UInt32)
    }
    private var state = State.text
    /// A high surrogate, waiting for the low one.
    private var high: UInt32?

    public init() {}

    /// Nothing is held back.
    public var isAtBoundary: Bool {
        if case .text = state { return high == nil }
        return false
    }

    /// Takes more of the string's inside and appends the text that is certain.
    public mutating func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var start = 0
        var index = 0
        while index < bytes.count {
            if case .text = state, high == nil {
                guard let escape = bytes[index...].firstIndex(of: 0x5C) else { break }
                output.append(contentsOf: bytes[start..<escape])
                state = .backslash
                index = escape + 1
            } else {
                step(bytes[index], to: &output)
                index += 1
            }
            start = index
        }
        if start < bytes.count { output.append(contentsOf: bytes[start...]) }
    }

    /// The string has ended: appends what was held back.
    public mutating func finish(to output: inout [UInt8]) {
        releaseHigh(to: &output)
        switch state {
        case .text: break
        case .backslash: output.append(0x5C)
        case .digits: output.append(contentsOf: "\u{FFFD}".utf8)
        }
        state = .text
    }

    private mutating func step(_ byte: UInt8, to output: inout [UInt8]) {
        switch state {
        case .text:
            if byte == 0x5C {
                state = .backslash
            } else {
                releaseHigh(to: &output)
                output.append(byte)
            }
        case .backslash:
            if byte == UInt8(ascii: "u") {
                state = .digits(count: 0, value: 0)
                return
            }
            releaseHigh(to: &output)
            state = .text
            if let plain = JSONString.simpleEscape(byte) {
                output.append(plain)
            } else {
                output.append(0x5C)
                output.append(byte)
            }
        case .digits(let count, let value):
            guard let digit = byte.hexadecimalValue else {
                releaseHigh(to: &output)
                output.append(contentsOf: "\u{FFFD}".utf8)
                state = .text
                return step(byte, to: &output)
            }
            let value = value << 4 | digit
            state = count == 3 ? .text : .digits(count: count + 1, value: value)
            if count == 3 { append(codeUnit: value, to: &output) }
        }
    }

    private mutating func append(codeUnit: UInt32, to output: inout [UInt8]) {
        if let first = high, (0xDC00...0xDFFF).contains(codeUnit) {
            high = nil
            append(scalar: 0x10000 + (first - 0xD800) << 10 + (codeUnit - 0xDC00), to: &output)
            return
        }
        releaseHigh(to: &output)
        if (0xD800...0xDBFF).contains(codeUnit) {
            high = codeUnit
        } else {
            append(scalar: codeUnit, to: &output)
        }
    }

    private mutating func releaseHigh(to output: inout [UInt8]) {
        guard high != nil else { return }
        high = nil
        output.append(contentsOf: "\u{FFFD}".utf8)
    }

    private func append(scalar: UInt32, to output: inout [UInt8]) {
        output.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }
}
