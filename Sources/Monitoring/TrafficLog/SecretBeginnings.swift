/// Where in a text a secret may begin, found by two bytes at a time: most of every text is passed at a table look-up a byte.
struct SecretBeginnings: Sendable {
    static let shared = SecretBeginnings()

    /// By the first byte: nothing, a beginning by itself, or one together with the byte behind it.
    private let kinds: [Kind.RawValue]
    /// A bit for each pair of bytes with which a key's shape begins.
    private let pairs: [UInt64]

    fileprivate enum Kind: UInt8 { case nothing, certain, pair }

    private init() {
        var kinds = [Kind.RawValue](repeating: Kind.nothing.rawValue, count: 256)
        var pairs = [UInt64](repeating: 0, count: 1024)
        for (first, second) in KeyShape.firstPairs {
            kinds[Int(first)] = Kind.pair.rawValue
            let pair = Tables.number(first, second)
            pairs[pair >> 6] |= 1 << UInt64(pair & 63)
        }
        let dash = UInt8(ascii: "-")
        kinds[Int(dash)] = Kind.pair.rawValue
        let dashes = Tables.number(dash, dash)
        pairs[dashes >> 6] |= 1 << UInt64(dashes & 63)
        for byte in [UInt8(ascii: ":"), UInt8(ascii: "=")] { kinds[Int(byte)] = Kind.certain.rawValue }
        self.kinds = kinds
        self.pairs = pairs
    }

    func withTables<Result>(_ body: (Tables) -> Result) -> Result {
        kinds.withUnsafeBufferPointer { kinds in
            pairs.withUnsafeBufferPointer { body(Tables(kinds: kinds, pairs: $0)) }
        }
    }

    /// The tables while they are read: valid inside ``SecretBeginnings/withTables(_:)``.
    struct Tables {
        fileprivate let kinds: UnsafeBufferPointer<Kind.RawValue>
        fileprivate let pairs: UnsafeBufferPointer<UInt64>

        fileprivate static func number(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }

        /// The next place from `start` on at which a secret may begin; `nil`: there is none.
        func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
            var index = start
            while index < text.count {
                let kind = kinds[Int(text[index])]
                if kind == Kind.nothing.rawValue {
                    index += 1
                    continue
                }
                if kind == Kind.certain.rawValue { return index }
                // The shortest beginning has two bytes.
                guard index + 1 < text.count else { return nil }
                let pair = Self.number(text[index], text[index + 1])
                if pairs[pair >> 6] & 1 << UInt64(pair & 63) != 0 { return index }
                index += 1
            }
            return nil
        }
    }
}
