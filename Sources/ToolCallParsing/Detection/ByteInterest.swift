/// Where in plain text a marker may begin, told from two bytes, so that the brackets of ordinary code are passed quickly.
struct ByteInterest: Sendable {
    struct Pair: Hashable {
        var first: UInt8
        /// `nil`: whatever follows.
        var second: UInt8?
        /// Only where a sentence has ended right before it.
        var isGlued = false
    }

    /// For each byte 0: nothing begins with it; 1: always of interest; else 2 + its row in `seconds`.
    private let rows: [UInt8]
    /// For each row and byte behind it 0: nothing begins so; 1: something does; 2: only behind a sentence.
    private let seconds: [UInt8]

    init(always: Set<UInt8>, pairs: Set<Pair>) {
        var rows = [UInt8](repeating: 0, count: 256)
        var seconds: [UInt8] = []
        let any = always.union(pairs.filter { $0.second == nil }.map(\.first))
        for byte in any { rows[Int(byte)] = 1 }
        for first in Set(pairs.map(\.first)).subtracting(any).sorted() {
            // Beyond so many rows a byte is simply always of interest; there are far fewer first bytes.
            let row = seconds.count / 256
            rows[Int(first)] = row < 254 ? UInt8(2 + row) : 1
            var seen = [UInt8](repeating: 0, count: 256)
            for pair in pairs where pair.first == first {
                guard let second = pair.second, seen[Int(second)] != 1 else { continue }
                seen[Int(second)] = pair.isGlued ? 2 : 1
            }
            seconds += seen
        }
        self.rows = rows
        self.seconds = seconds
    }

    /// The first place from `index` on at which the text has to be looked at; its end where there is none.
    func next(in text: RawText, from index: Int) -> Int {
        rows.withUnsafeBufferPointer { rows in
            seconds.withUnsafeBufferPointer { seconds in
                var index = index
                let end = text.count
                while index < end {
                    let row = rows[Int(text[index])]
                    if row != 0 {
                        if row == 1 || index + 1 == end { return index }
                        let second = seconds[(Int(row) - 2) << 8 | Int(text[index + 1])]
                        if second == 1 || second == 2 && (index == 0 || text[index - 1].endsSentence) { return index }
                    }
                    index &+= 1
                }
                return index
            }
        }
    }
}

extension UInt8 {
    /// A full stop, or what stands for one.
    var endsSentence: Bool { self == UInt8(ascii: ".") || self == UInt8(ascii: "!") || self == UInt8(ascii: "?") }
}
