/// What may stand behind a block's marker where no call follows: put together once, for it is asked for with each piece.
struct BlockLiterals: Sendable {
    /// Closers of the block.
    let closers: LiteralSet
    /// Further markers of the dialect.
    let markers: LiteralSet
    /// Any of these, and what begins a call without being a whole tag.
    let any: LiteralSet

    /// Puts together what all openers of one dialect look for; those that have no closers of their own share a set.
    struct Maker {
        private let dialect: Dialect
        private let begins: [String]
        private var made: [[String]: BlockLiterals] = [:]

        init(_ dialect: Dialect) {
            self.dialect = dialect
            begins = dialect.openers.flatMap { [$0.marker] + $0.leads.compactMap(\.markup) }
        }

        /// `nil`: the marker may only be talked about, or stands before each call.
        mutating func literals(of opener: Dialect.Opener) -> BlockLiterals? {
            guard opener.isWholeToken || opener.strength == .strong && opener.marker.hasPrefix("]") else { return nil }
            let ends = opener.closers ?? dialect.closers
            if let literals = made[ends] { return literals }
            let literals = BlockLiterals(ends: ends, begins: begins)
            made[ends] = literals
            return literals
        }
    }

    private init(ends: [String], begins: [String]) {
        closers = LiteralSet(Self.unique(ends.filter { $0.utf8.count > 4 }))
        markers = LiteralSet(Self.unique(begins.filter { $0.utf8.count > 4 && $0.hasSuffix(">") }))
        any = LiteralSet(Self.unique((ends + begins).filter { !$0.isEmpty }))
    }

    private static func unique(_ literals: [String]) -> [String] { Set(literals).sorted() }
}

extension RawText {
    /// The length of the longest literal of these sets at `index`, 0 where none stands there; `nil`: more text is needed.
    func length(ofAny sets: [LiteralSet], at index: Int) -> Int? {
        var longest = 0
        for set in sets {
            let (isDecided, literal) = self.longest(of: [], set, at: index)
            guard isDecided else { return nil }
            longest = max(longest, literal?.utf8.count ?? 0)
        }
        return longest
    }
}
