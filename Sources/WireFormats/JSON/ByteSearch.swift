/// Searches that look at eight bytes at a time.
extension UnsafeRawBufferPointer {
    /// The first place at or after `start` where `first` or `second` stands; `count` where there is none.
    @inlinable @inline(__always)
    package func place(of first: UInt8, or second: UInt8, from start: Int) -> Int {
        var index = start
        let firstPattern = UInt64(first) &* 0x0101_0101_0101_0101
        let secondPattern = UInt64(second) &* 0x0101_0101_0101_0101
        while index &+ 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let hit = Self.zeroBytes(word ^ firstPattern) | Self.zeroBytes(word ^ secondPattern)
            if hit != 0 { return index &+ hit.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            let byte = self[index]
            if byte == first || byte == second { return index }
            index &+= 1
        }
        return count
    }

    /// The first place at or after `start` where a JSON string does not simply go on: a quote, a backslash, a control
    /// character; `count` where there is none.
    @inlinable @inline(__always)
    package func placeOfStringMark(from start: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = Self.zeroBytes(word ^ 0x2222_2222_2222_2222)
            let backslashes = Self.zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            // Bytes below the space, marked in the same way.
            let controls = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
            let hit = quotes | backslashes | controls
            if hit != 0 { return index &+ hit.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            let byte = self[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return index }
            index &+= 1
        }
        return count
    }

    /// Marks the lowest byte that is zero with its high bit (higher bytes may be marked wrongly; only the lowest counts).
    @inlinable @inline(__always)
    static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// Whether `text` stands at `start`.
    @inlinable @inline(__always)
    package func has(_ text: StaticString, at start: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard start >= 0, length <= count &- start else { return false }
        let expected = text.utf8Start
        for offset in 0..<length where self[start &+ offset] != expected[offset] { return false }
        return true
    }

    /// Whether the bytes of `range` are exactly `text`.
    @inlinable @inline(__always)
    package func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        range.count == text.utf8CodeUnitCount && has(text, at: range.lowerBound)
    }

    /// Whether the bytes of `range` are those of `other`.
    @inlinable @inline(__always)
    package func equals(_ other: [UInt8], in range: Range<Int>) -> Bool {
        guard range.count == other.count else { return false }
        return other.withUnsafeBytes { expected in
            for offset in 0..<expected.count where expected[offset] != self[range.lowerBound &+ offset] { return false }
            return true
        }
    }

    /// The bytes of `range`.
    @inlinable @inline(__always)
    package func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }

    /// The inside of a string whose range includes the quotes.
    @inlinable
    package func inside(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        range.count >= 2 ? part(range.lowerBound + 1..<range.upperBound - 1) : part(range.lowerBound..<range.lowerBound)
    }

    /// The whole number written in `range`; `nil` where none is.
    @inlinable
    package func integer(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 18 else { return nil }
        var value = 0
        var isNegative = false
        for place in range {
            let byte = self[place]
            if byte == UInt8(ascii: "-"), place == range.lowerBound, range.count > 1 {
                isNegative = true
            } else if byte >= 0x30, byte <= 0x39 {
                value = value &* 10 &+ Int(byte &- 0x30)
            } else {
                return nil
            }
        }
        return isNegative ? -value : value
    }

    /// The bytes of `range` as text.
    package func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

extension [UInt8] {
    /// Where `other`, which is not empty, stands first, from `start` on; `nil`: nowhere. Looks at each byte about once,
    /// whatever both are (Knuth, Morris and Pratt).
    package func firstRange(ofBytes other: [UInt8], from start: Int = 0) -> Range<Int>? {
        guard !other.isEmpty, count - start >= other.count else { return nil }
        // How much of `other` still stands where it fails after so many bytes.
        var shorter = [0]
        shorter.reserveCapacity(other.count)
        var matched = 0
        for byte in other.dropFirst() {
            while matched > 0, other[matched] != byte { matched = shorter[matched - 1] }
            if other[matched] == byte { matched += 1 }
            shorter.append(matched)
        }
        matched = 0
        for place in start..<count {
            while matched > 0, other[matched] != self[place] { matched = shorter[matched - 1] }
            if other[matched] == self[place] { matched += 1 }
            if matched == other.count { return place + 1 - matched..<place + 1 }
        }
        return nil
    }
}

extension UInt8 {
    var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
