/// Literals that are looked for at a place again and again, put together once.
struct LiteralSet: Sendable {
    private let literals: [String]
    private let trie: MarkerTrie

    init(_ literals: [String]) {
        self.literals = literals
        trie = MarkerTrie(MarkerTrieBuilder(literals))
    }

    /// The longest that stands at `index`; not decided where more text could still tell otherwise.
    fileprivate func longest(_ text: RawText, at index: Int) -> (isDecided: Bool, literal: String?) {
        switch trie.match(text.bytes, at: index, isFinal: text.isFinal) {
        case .none: (true, nil)
        case .undecided: (false, nil)
        case .found(let number, _): (true, literals[number])
        }
    }
}

extension RawText {
    /// The longest of all these that stands at `index`; not decided where more text could still tell otherwise.
    func longest(
        of literals: [String], _ set: LiteralSet, _ another: LiteralSet? = nil, at index: Int
    ) -> (isDecided: Bool, literal: String?) {
        var (isDecided, found) = longest(of: literals, at: index)
        for set in [set, another] {
            guard isDecided, let (isCertain, literal) = set?.longest(self, at: index) else { break }
            isDecided = isCertain
            if let literal, literal.utf8.count > found?.utf8.count ?? 0 { found = literal }
        }
        return (isDecided, found)
    }
}
