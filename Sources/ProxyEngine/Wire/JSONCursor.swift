/// Walks over JSON text without building anything: members and elements one by one, values skipped by their ranges.
///
/// Made for text that is very likely well-formed: it never traps and never runs past the end, but it does not notice
/// every error. Where it notices one, it stops and ``isBroken`` is set.
package struct JSONCursor {
    package let bytes: UnsafeRawBufferPointer
    package private(set) var position: Int
    package private(set) var isBroken = false
    /// The string that was passed last has escapes.
    package private(set) var sawEscape = false

    /// Of these very bytes; what it knows is not read.
    private let extents: JSONExtents?

    package init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0, _ extents: JSONExtents? = nil) {
        self.bytes = bytes
        self.position = position
        self.extents = extents
    }

    /// The byte that the next value begins with; `nil` at the end.
    @inline(__always)
    package mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            // All white space of JSON is at or below the space, and no value begins there.
            guard byte <= 0x20 else { return byte }
            position &+= 1
        }
        return nil
    }

    /// Enters the object that begins here; `false` where none does.
    @inline(__always)
    package mutating func enterObject() -> Bool { enter(UInt8(ascii: "{")) }

    /// Enters the array that begins here; `false` where none does.
    @inline(__always)
    package mutating func enterArray() -> Bool { enter(UInt8(ascii: "[")) }

    @inline(__always)
    private mutating func enter(_ opener: UInt8) -> Bool {
        guard peek() == opener else { return false }
        position &+= 1
        return true
    }

    /// The inside of the next member's key, with the cursor before its value; `nil` after the last member.
    @inline(__always)
    package mutating func nextKey() -> Range<Int>? {
        guard !endsContainer(with: UInt8(ascii: "}")) else { return nil }
        guard peek() == UInt8(ascii: "\""), let key = skipString(), peek() == UInt8(ascii: ":") else { return fail() }
        position &+= 1
        return key.lowerBound &+ 1..<key.upperBound &- 1
    }

    /// Goes to the next element of an array; `false` after the last.
    @inline(__always)
    package mutating func nextElement() -> Bool { !endsContainer(with: UInt8(ascii: "]")) }

    /// Passes a comma or `closer`; `true`: the container has ended, or the text is broken.
    @inline(__always)
    private mutating func endsContainer(with closer: UInt8) -> Bool {
        guard !isBroken, var next = peek() else {
            isBroken = true
            return true
        }
        if next == UInt8(ascii: ",") {
            position &+= 1
            guard let after = peek() else {
                isBroken = true
                return true
            }
            next = after
        }
        guard next == closer else { return false }
        position &+= 1
        return true
    }

    /// Passes one value of any kind and tells its range; `nil` where the text is broken.
    @inline(__always)
    package mutating func skipValue() -> Range<Int>? {
        switch peek() {
        case UInt8(ascii: "\""): return skipKnown() ?? skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipKnown() ?? skipContainer()
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), nil: return fail()
        default: return skipScalar()
        }
    }

    /// Passes a value whose end is known. Whether a string has escapes is not told then.
    @inline(__always)
    private mutating func skipKnown() -> Range<Int>? {
        guard let extents, let end = extents.end(of: position), end <= bytes.count else { return nil }
        defer { position = end }
        return position..<end
    }

    private mutating func fail() -> Range<Int>? {
        isBroken = true
        return nil
    }

    @inline(__always)
    private mutating func skipScalar() -> Range<Int>? {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...0x20: return start..<position
            default: position &+= 1
            }
        }
        return start..<position
    }

    /// Passes the string that begins here; the range includes its quotes.
    @inline(__always)
    private mutating func skipString() -> Range<Int>? {
        let start = position
        var index = start &+ 1
        sawEscape = false
        while true {
            index = bytes.place(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: index)
            guard index < bytes.count else { return fail() }
            if bytes[index] == UInt8(ascii: "\"") { break }
            sawEscape = true
            index &+= 2
            guard index <= bytes.count else { return fail() }
        }
        position = index &+ 1
        return start..<position
    }

    /// Passes an object or array by counting brackets, so that depth costs nothing.
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
}
