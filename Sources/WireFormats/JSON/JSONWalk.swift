/// Walks over the members of JSON text that is very likely well-formed, without building anything: never traps, never runs
/// past the end, stops where it notices an error.
struct JSONWalk {
    let bytes: UnsafeRawBufferPointer
    private(set) var position: Int
    private(set) var isBroken = false

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20 else { return byte }
            position &+= 1
        }
        return nil
    }

    /// Enters the object or array that begins here.
    mutating func enter(_ opener: UInt8) -> Bool {
        guard peek() == opener else { return false }
        position &+= 1
        return true
    }

    /// The inside of the next key, with the position before its value; `nil` after the last member.
    mutating func nextKey() -> Range<Int>? {
        guard !ends(with: UInt8(ascii: "}")), peek() == UInt8(ascii: "\""), let key = skipString(),
            peek() == UInt8(ascii: ":")
        else { return nil }
        position &+= 1
        return key.lowerBound &+ 1..<key.upperBound &- 1
    }

    /// Goes to the next element; `false` after the last.
    mutating func nextElement() -> Bool { !ends(with: UInt8(ascii: "]")) }

    private mutating func ends(with closer: UInt8) -> Bool {
        if peek() == UInt8(ascii: ",") { position &+= 1 }
        guard !isBroken, let next = peek() else {
            isBroken = true
            return true
        }
        guard next == closer else { return false }
        position &+= 1
        return true
    }

    /// Passes a value and tells where it stands.
    mutating func skipValue() -> Range<Int>? {
        guard let first = peek() else { return fail() }
        switch first {
        case UInt8(ascii: "\""): return skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipContainer()
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"): return fail()
        default:
            let start = position
            while position < bytes.count, !Self.endsScalar(bytes[position]) { position &+= 1 }
            return start..<position
        }
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    private mutating func skipString() -> Range<Int>? {
        let start = position
        var index = start &+ 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                position = index &+ 1
                return start..<position
            }
            index &+= byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return fail()
    }

    private mutating func skipContainer() -> Range<Int>? {
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard skipString() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                if depth == 0 {
                    position &+= 1
                    return start..<position
                }
            default: break
            }
            position &+= 1
        }
        return fail()
    }

    private mutating func fail() -> Range<Int>? {
        isBroken = true
        return nil
    }

    // MARK: Texts

    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound &+ offset] != text.utf8Start[offset] { return false }
        return true
    }

    func isString(_ range: Range<Int>) -> Bool { bytes[range.lowerBound] == UInt8(ascii: "\"") }

    /// The inside of the string at `range`, which includes the quotes.
    func inside(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        part(range.lowerBound &+ 1..<range.upperBound &- 1)
    }
}
