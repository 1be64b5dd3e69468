/// Whether bytes are valid UTF-8 (RFC 3629), without making a text of them.
extension UnsafeRawBufferPointer {
    package var isUTF8: Bool {
        var index = 0
        while true {
            index = firstNonASCII(from: index)
            guard index < count else { return true }
            guard let length = scalarLength(at: index) else { return false }
            index &+= length
        }
    }

    /// Most of every text is ASCII: looked at eight bytes at a time.
    private func firstNonASCII(from start: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let high = word & 0x8080_8080_8080_8080
            if high != 0 { return index &+ high.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, self[index] < 0x80 { index &+= 1 }
        return index
    }

    /// Bytes of the character that begins at `index` and is not ASCII; `nil`: none does.
    private func scalarLength(at index: Int) -> Int? {
        let first = self[index]
        // What may follow at once is narrower where a longer form than needed, a surrogate or a number beyond Unicode's would
        // begin (section 4).
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard length <= count &- index, second.contains(self[index &+ 1]) else { return nil }
        for place in index &+ 2..<index &+ length where self[place] & 0xC0 != 0x80 { return nil }
        return length
    }
}
