/// Follows JSON text byte by byte, says where it stops being JSON, and how what there was could be ended.
package struct JSONProgress: Sendable {
    private enum State: Equatable, Sendable {
        case value
        /// A value or the array's end.
        case firstElement
        /// A key or the object's end.
        case firstKey
        case key
        case colon
        /// A comma, or the end of what is open.
        case next
        case string(isKey: Bool)
        case escape(isKey: Bool)
        case digits(Int, isKey: Bool)
        case number(Number)
        /// `true`, `false` or `null`, of which so many bytes were there.
        case literal(Literal, Int)
    }

    private enum Number: Sendable {
        case minus, zero, whole, point, fraction, exponent, exponentSign, exponentDigits

        /// A number may end here.
        var isWhole: Bool {
            switch self {
            case .zero, .whole, .fraction, .exponentDigits: true
            case .minus, .point, .exponent, .exponentSign: false
            }
        }
    }

    private enum Literal: Sendable {
        case yes, no, null

        var text: StaticString {
            switch self {
            case .yes: "true"
            case .no: "false"
            case .null: "null"
            }
        }
    }

    private enum Container: Sendable {
        case object, array
    }

    private var state = State.value
    private var open: [Container] = []
    private var key: [UInt8] = []
    /// The keys of the outermost object, as they were written.
    private(set) var keys: [[UInt8]] = []
    /// The outermost value is there, and it is an object or an array.
    package private(set) var isWhole = false

    /// So deep, and no deeper: as deep as any reader of JSON goes.
    private static let maximumDepth = 200

    package init() {}

    /// The text ends within a string.
    package var isInString: Bool {
        switch state {
        case .string, .escape, .digits: true
        default: false
        }
    }

    /// All that is missing are closing brackets.
    package var lacksOnlyBrackets: Bool {
        switch state {
        case .next: !open.isEmpty
        case .number(let number): number.isWhole && !open.isEmpty
        default: false
        }
    }

    /// The brackets that would end what is open.
    package var missingBrackets: [UInt8] { open.reversed().map { UInt8(ascii: $0 == .object ? "}" : "]") } }

    /// Reads on in an object. The place of the first byte with which the text is none any more; `nil`: there is none.
    package mutating func readObject(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        while index < bytes.count {
            if state == .string(isKey: false) {
                // Most of all arguments is the inside of strings.
                index = bytes.placeOfStringMark(from: index)
                guard index < bytes.count else { return nil }
            }
            let isFirst = state == .value && open.isEmpty && bytes[index] > 0x20
            guard !isFirst || bytes[index] == UInt8(ascii: "{"), take(bytes[index]) else { return index }
            index += 1
        }
        return nil
    }

    /// `false`: the text is no JSON with this byte, and the state is that before it.
    mutating func take(_ byte: UInt8) -> Bool {
        switch state {
        case .string(let isKey): return inString(byte, isKey)
        case .escape(let isKey): return afterBackslash(byte, isKey)
        case .digits(let count, let isKey):
            guard byte.isHexadecimalDigit else { return false }
            note(byte, isKey)
            state = count == 1 ? .string(isKey: isKey) : .digits(count - 1, isKey: isKey)
            return true
        case .number(let number): return inNumber(byte, number)
        case .literal(let literal, let count):
            guard byte == literal.text.utf8Start[count] else { return false }
            state = count + 1 == literal.text.utf8CodeUnitCount ? .next : .literal(literal, count + 1)
            return true
        case .value, .firstElement, .firstKey, .key, .colon, .next: return between(byte)
        }
    }

    private mutating func between(_ byte: UInt8) -> Bool {
        if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { return true }
        switch (state, byte) {
        case (.firstKey, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
            key.removeAll(keepingCapacity: true)
            state = .string(isKey: true)
        case (.firstKey, UInt8(ascii: "}")): close()
        case (.firstElement, UInt8(ascii: "]")): close()
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.next, UInt8(ascii: ",")) where !open.isEmpty: state = open.last == .object ? .key : .value
        case (.next, UInt8(ascii: "}")) where open.last == .object: close()
        case (.next, UInt8(ascii: "]")) where open.last == .array: close()
        case (.value, _), (.firstElement, _): return begin(byte)
        default: return false
        }
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.maximumDepth else { return false }
            let isObject = byte == UInt8(ascii: "{")
            open.append(isObject ? .object : .array)
            state = isObject ? .firstKey : .firstElement
        case UInt8(ascii: "\""): state = .string(isKey: false)
        case UInt8(ascii: "t"): state = .literal(.yes, 1)
        case UInt8(ascii: "f"): state = .literal(.no, 1)
        case UInt8(ascii: "n"): state = .literal(.null, 1)
        case UInt8(ascii: "-"): state = .number(.minus)
        case UInt8(ascii: "0"): state = .number(.zero)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): state = .number(.whole)
        default: return false
        }
        return true
    }

    private mutating func close() {
        open.removeLast()
        state = .next
        if open.isEmpty { isWhole = true }
    }

    // MARK: Strings

    private mutating func inString(_ byte: UInt8, _ isKey: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): endString(isKey)
        case UInt8(ascii: "\\"):
            note(byte, isKey)
            state = .escape(isKey: isKey)
        case 0..<0x20: return false
        default: note(byte, isKey)
        }
        return true
    }

    private mutating func afterBackslash(_ byte: UInt8, _ isKey: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "u"): state = .digits(4, isKey: isKey)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            state = .string(isKey: isKey)
        default: return false
        }
        note(byte, isKey)
        return true
    }

    private mutating func endString(_ isKey: Bool) {
        state = isKey ? .colon : .next
        if isKey, open.count == 1 { keys.append(key) }
    }

    private mutating func note(_ byte: UInt8, _ isKey: Bool) {
        if isKey { key.append(byte) }
    }

    // MARK: Numbers

    private mutating func inNumber(_ byte: UInt8, _ number: Number) -> Bool {
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        switch (number, byte) {
        case (.minus, UInt8(ascii: "0")): state = .number(.zero)
        case (.minus, _) where isDigit: state = .number(.whole)
        case (.whole, _) where isDigit: return true
        case (.zero, UInt8(ascii: ".")), (.whole, UInt8(ascii: ".")): state = .number(.point)
        case (.point, _) where isDigit, (.fraction, _) where isDigit: state = .number(.fraction)
        case (.zero, UInt8(ascii: "e")), (.whole, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "e")),
            (.zero, UInt8(ascii: "E")), (.whole, UInt8(ascii: "E")), (.fraction, UInt8(ascii: "E")):
            state = .number(.exponent)
        case (.exponent, UInt8(ascii: "+")), (.exponent, UInt8(ascii: "-")): state = .number(.exponentSign)
        case (.exponent, _) where isDigit, (.exponentSign, _) where isDigit, (.exponentDigits, _) where isDigit:
            state = .number(.exponentDigits)
        default:
            guard number.isWhole else { return false }
            let before = state
            state = .next
            guard between(byte) else {
                state = before
                return false
            }
        }
        return true
    }

    // MARK: An end

    /// Appends what makes an object of an object that has begun, up to the place where a further member could stand.
    mutating func endMember(to text: inout [UInt8]) {
        endValue(to: &text)
        while open.count > 1 {
            text.append(UInt8(ascii: open.last == .object ? "}" : "]"))
            close()
        }
    }

    /// The outermost object has no member, or its last one is followed by a comma.
    var wantsNoComma: Bool { keys.isEmpty || state == .key }

    private mutating func endValue(to text: inout [UInt8]) {
        switch state {
        case .escape(let isKey):
            text.append(UInt8(ascii: "\\"))
            note(UInt8(ascii: "\\"), isKey)
            state = .string(isKey: isKey)
        case .digits(let count, let isKey):
            for _ in 0..<count {
                text.append(UInt8(ascii: "0"))
                note(UInt8(ascii: "0"), isKey)
            }
            state = .string(isKey: isKey)
        default: break
        }
        if case .string(let isKey) = state {
            text.append(UInt8(ascii: "\""))
            endString(isKey)
        }
        switch state {
        case .colon: text.append(":null")
        case .value: text.append("null")
        case .key where open.count > 1: text.append("\"\":null")
        case .number(let number) where !number.isWhole: text.append(UInt8(ascii: "0"))
        case .literal(let literal, let count):
            text += UnsafeBufferPointer(start: literal.text.utf8Start, count: literal.text.utf8CodeUnitCount)[count...]
        case .key: return
        default: break
        }
        state = .next
    }
}
