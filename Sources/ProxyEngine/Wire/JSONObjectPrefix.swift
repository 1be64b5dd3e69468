import WireFormats

/// Follows one JSON object (RFC 8259) while it arrives, and tells where it stops being one.
///
/// Looks at each byte once and keeps only the open brackets.
struct JSONObjectPrefix: Sendable {
    private enum State: Sendable {
        /// Before the object, and behind it.
        case start, end
        /// Before a key or the end of an object; before a key.
        case keyOrEnd, key
        case colon
        case value
        /// Before an element or the end of an array.
        case valueOrEnd
        case separator
        case string(isKey: Bool)
        case escape(isKey: Bool)
        case digits(Int, isKey: Bool)
        /// Within a number or a word; what it is made of is checked when it ends.
        case scalar
    }
    private var state = State.start
    /// For each open container whether it is an object.
    private var open: [Bool] = []
    private var scalar: [UInt8] = []

    /// The object is all there.
    var isWhole: Bool { if case .end = state { true } else { false } }

    /// The text ends within a string.
    var isInString: Bool {
        switch state {
        case .string, .escape, .digits: true
        default: false
        }
    }

    /// All that is missing are closing brackets.
    var lacksOnlyBrackets: Bool {
        switch state {
        case .separator: !open.isEmpty
        case .scalar: Self.isScalar(scalar)
        default: false
        }
    }

    /// The brackets that would end it.
    var missingBrackets: [UInt8] { open.reversed().map { UInt8(ascii: $0 ? "}" : "]") } }

    /// Reads on. The place of the first byte with which the text is no object any more; `nil`: there is none.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        while index < bytes.count {
            if case .string = state {
                // Most of all arguments is the inside of strings.
                index = bytes.placeOfStringMark(from: index)
                guard index < bytes.count else { return nil }
            }
            guard step(bytes[index]) else { return index }
            index += 1
        }
        return nil
    }

    private mutating func step(_ byte: UInt8) -> Bool {
        switch state {
        case .string(let isKey): return stepInString(byte, isKey: isKey)
        case .escape(let isKey): return stepInEscape(byte, isKey: isKey)
        case .digits(let count, let isKey):
            guard Self.isHexadecimal(byte) else { return false }
            state = count == 3 ? .string(isKey: isKey) : .digits(count + 1, isKey: isKey)
            return true
        case .scalar where Self.isScalarPart(byte):
            scalar.append(byte)
            return scalar.count <= 64
        case .scalar:
            guard Self.isScalar(scalar) else { return false }
            state = .separator
        case .start, .end, .keyOrEnd, .key, .colon, .value, .valueOrEnd, .separator: break
        }
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { return true }
        return stepBetween(byte)
    }

    /// A byte of the structure.
    private mutating func stepBetween(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.start, UInt8(ascii: "{")): begin(isObject: true)
        case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")): state = .string(isKey: true)
        case (.keyOrEnd, UInt8(ascii: "}")): end()
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.valueOrEnd, UInt8(ascii: "]")): end()
        case (.value, _), (.valueOrEnd, _): return beginValue(byte)
        case (.separator, UInt8(ascii: ",")): state = open.last == true ? .key : .value
        case (.separator, UInt8(ascii: "}")) where open.last == true: end()
        case (.separator, UInt8(ascii: "]")) where open.last == false: end()
        default: return false
        }
        return true
    }

    private mutating func beginValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"): begin(isObject: true)
        case UInt8(ascii: "["): begin(isObject: false)
        case UInt8(ascii: "\""): state = .string(isKey: false)
        default:
            guard Self.isScalarPart(byte) else { return false }
            scalar = [byte]
            state = .scalar
        }
        return true
    }

    private mutating func begin(isObject: Bool) {
        open.append(isObject)
        state = isObject ? .keyOrEnd : .valueOrEnd
    }

    private mutating func end() {
        open.removeLast()
        state = open.isEmpty ? .end : .separator
    }

    private mutating func stepInString(_ byte: UInt8, isKey: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): state = isKey ? .colon : .separator
        case UInt8(ascii: "\\"): state = .escape(isKey: isKey)
        default: return byte >= 0x20
        }
        return true
    }

    private mutating func stepInEscape(_ byte: UInt8, isKey: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "u"): state = .digits(0, isKey: isKey)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            state = .string(isKey: isKey)
        default: return false
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    private static func isScalarPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// Whether `text` is a number or one of JSON's words.
    private static func isScalar(_ text: [UInt8]) -> Bool {
        text.withUnsafeBytes { JSONSyntaxScan.firstError(in: $0) == nil }
    }
}
