/// Walks over JSON text without building anything: members and elements one by one, values skipped by their ranges.
///
/// Made for text that is very likely well-formed: it never traps and never runs past the end, but it does not notice
/// every error. Where it notices one, it stops and ``isBroken`` is set.
package struct JSONCursor {
    package let bytes: UnsafeRawBufferPointer
    @inlinable package var position: Int { place }
    @inlinable package var isBroken: Bool { hasFailed }
    /// The string that was passed last has escapes.
    @inlinable package var sawEscape: Bool { hadEscape }

    // Hot, and used from other modules: what is inlined there must see these.
    @usableFromInline var place: Int
    @usableFromInline var hasFailed = false
    @usableFromInline var hadEscape = false

    @inlinable
    package init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        place = position
    }

    /// The byte that the next value begins with; `nil` at the end.
    @inlinable @inline(__always)
    package mutating func peek() -> UInt8? {
        while place < bytes.count {
            let byte = bytes[place]
            // All white space of JSON is at or below the space, and no value begins there.
            guard byte <= 0x20 else { return byte }
            place &+= 1
        }
        return nil
    }

    /// Enters the object that begins here; `false` where none does.
    @inlinable @inline(__always)
    package mutating func enterObject() -> Bool { enter(UInt8(ascii: "{")) }

    /// Enters the array that begins here; `false` where none does.
    @inlinable @inline(__always)
    package mutating func enterArray() -> Bool { enter(UInt8(ascii: "[")) }

    @inlinable @inline(__always)
    mutating func enter(_ opener: UInt8) -> Bool {
        guard peek() == opener else { return false }
        place &+= 1
        return true
    }

    /// The inside of the next member's key, with the cursor before its value; `nil` after the last member.
    @inlinable @inline(__always)
    package mutating func nextKey() -> Range<Int>? {
        guard !endsContainer(with: UInt8(ascii: "}")) else { return nil }
        guard peek() == UInt8(ascii: "\""), let key = skipString(), peek() == UInt8(ascii: ":") else { return fail() }
        place &+= 1
        return key.lowerBound &+ 1..<key.upperBound &- 1
    }

    /// Goes to the next element of an array; `false` after the last.
    @inlinable @inline(__always)
    package mutating func nextElement() -> Bool { !endsContainer(with: UInt8(ascii: "]")) }

    /// Passes a comma or `closer`; `true`: the container has ended, or the text is broken.
    @inlinable @inline(__always)
    mutating func endsContainer(with closer: UInt8) -> Bool {
        guard !hasFailed, var next = peek() else {
            hasFailed = true
            return true
        }
        if next == UInt8(ascii: ",") {
            place &+= 1
            guard let after = peek() else {
                hasFailed = true
                return true
            }
            next = after
        }
        guard next == closer else { return false }
        place &+= 1
        return true
    }

    /// Passes one value of any kind and tells its range; `nil` where the text is broken.
    @inlinable @inline(__always)
    package mutating func skipValue() -> Range<Int>? {
        switch peek() {
        case UInt8(ascii: "\""): return skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipContainer()
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), nil: return fail()
        default: return skipScalar()
        }
    }

    @usableFromInline
    mutating func fail() -> Range<Int>? {
        hasFailed = true
        return nil
    }

    @inlinable @inline(__always)
    mutating func skipScalar() -> Range<Int>? {
        let start = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0...0x20: return start..<place
            default: place &+= 1
            }
        }
        return start..<place
    }

    /// Passes the string that begins here; the range includes its quotes.
    @inlinable @inline(__always)
    mutating func skipString() -> Range<Int>? {
        let start = place
        var index = start &+ 1
        hadEscape = false
        while true {
            index = bytes.place(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: index)
            guard index < bytes.count else { return fail() }
            if bytes[index] == UInt8(ascii: "\"") { break }
            hadEscape = true
            index &+= 2
            guard index <= bytes.count else { return fail() }
        }
        place = index &+ 1
        return start..<place
    }

    /// Passes an object or array by counting brackets, so that depth costs nothing.
    @usableFromInline
    mutating func skipContainer() -> Range<Int>? {
        let start = place
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard skipString() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                if depth == 0 {
                    place &+= 1
                    return start..<place
                }
            default: break
            }
            place &+= 1
        }
        return fail()
    }
}
