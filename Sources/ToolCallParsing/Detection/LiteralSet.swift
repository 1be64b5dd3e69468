/// Literals that are looked for at a place again and again, put together once.
public struct LiteralSet: Sendable, ExpressibleByArrayLiteral {
    /// A class, so that patterns that hold a set are copied at the cost of one reference.
    private final class Storage: Sendable {
        let literals: [String]
        let trie: MarkerTrie

        init(_ literals: [String]) {
            self.literals = literals
            trie = MarkerTrie(MarkerTrieBuilder(literals))
        }
    }
    private let storage: Storage

    /// Each is to be there once.
    public init(_ literals: [String]) { storage = Storage(literals) }

    public init(arrayLiteral literals: String...) { self.init(literals) }

    /// Whether `word` is one of them.
    func contains(_ word: UnsafeRawBufferPointer) -> Bool {
        guard case .found(_, let length) = storage.trie.match(word, at: 0, isFinal: true) else { return false }
        return length == word.count
    }

    /// The longest that stands at `index`; not decided where more text could still tell otherwise.
    fileprivate func longest(_ text: RawText, at index: Int) -> (isDecided: Bool, literal: String?) {
        switch storage.trie.match(text.bytes, at: index, isFinal: text.isFinal) {
        case .none: (true, nil)
        case .undecided: (false, nil)
        case .found(let number, _): (true, storage.literals[number])
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
