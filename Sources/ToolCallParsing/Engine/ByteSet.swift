/// A few bytes that a text is searched for, eight places at a time.
struct ByteSet: Sendable {
    /// Each byte eight times.
    private var first: UInt64
    private var second: UInt64
    private var third: UInt64
    private var fourth: UInt64
    /// Eight times the first byte that is no control character; 0: those are not looked for.
    private var controls: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    init(
        _ first: UInt8, _ second: UInt8? = nil, _ third: UInt8? = nil, _ fourth: UInt8? = nil, controls: Bool = false
    ) {
        self.first = Self.ones &* UInt64(first)
        self.second = Self.ones &* UInt64(second ?? first)
        self.third = Self.ones &* UInt64(third ?? first)
        self.fourth = Self.ones &* UInt64(fourth ?? first)
        self.controls = controls ? Self.ones &* 0x20 : 0
    }

    /// The high bit of each byte of `word` that is in the set. A carry can set a bit too many, but only above one that is
    /// right, so that the lowest is always right.
    @inline(__always)
    private func hits(_ word: UInt64) -> UInt64 {
        @inline(__always) func zeros(_ word: UInt64) -> UInt64 { (word &- Self.ones) & ~word }
        let equal = zeros(word ^ first) | zeros(word ^ second) | zeros(word ^ third) | zeros(word ^ fourth)
        return (equal | (word &- controls) & ~word) & Self.highs
    }

    /// The first place from `start` on, before `end`, with a byte of the set; `end` where there is none.
    @inline(__always)
    func next(in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
        var index = start
        while index &+ 8 <= end {
            let found = hits(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        guard index < end else { return end }
        var word: UInt64
        if end >= 8 {
            // The last eight bytes, less those that have been looked at.
            word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
            word &>>= UInt64(truncatingIfNeeded: 64 &- (end &- index) &* 8)
        } else {
            word = 0
            for place in (index..<end).reversed() { word = word &<< 8 | UInt64(bytes[place]) }
        }
        // Zeros behind the end may be found as well.
        return min(end, index &+ hits(word).trailingZeroBitCount &>> 3)
    }
}

extension RawText {
    @inline(__always)
    func next(_ set: ByteSet, from index: Int, to end: Int? = nil) -> Int {
        set.next(in: bytes, from: index, to: end ?? bytes.count)
    }
}
