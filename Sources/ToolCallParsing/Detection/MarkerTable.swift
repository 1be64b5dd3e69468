/// Finds all markers in one pass: a trie over their bytes, with the bytes that occur in markers folded into classes.
///
/// Built once for a set of dialects and shared; the cost of a search does not depend on how many there are.
final class MarkerTable: Sendable {
    /// What a marker means.
    struct Meaning: Sendable, Equatable {
        /// Dialects (index in ``MarkerTable/dialects``) and their openers that begin with this marker.
        var openers: [(dialect: Int, opener: Int)] = []
        /// Index in ``ReasoningSection/all``.
        var reasoningOpener: Int?
        var reasoningCloser: Int?
        var isEndOfTurn = false

        static func == (a: Self, b: Self) -> Bool {
            a.openers.elementsEqual(b.openers, by: ==) && a.reasoningOpener == b.reasoningOpener
                && a.reasoningCloser == b.reasoningCloser && a.isEndOfTurn == b.isEndOfTurn
        }
    }

    enum Match: Equatable {
        /// No marker begins here.
        case none
        /// The text ends before it is decided.
        case undecided
        /// The longest marker that begins here.
        case found(meaning: Int, length: Int)
    }

    let dialects: [Dialect]
    /// Closers of all dialects: models mix them up, and one that stands behind a call is never text.
    let commonClosers: [String]
    let meanings: [Meaning]
    /// Bytes at which the text has to be looked at: first bytes of markers, and what code spans and lines need.
    let isInteresting: [Bool]
    private let classes: [UInt8]
    private let classCount: Int
    /// `next[node * classCount + class]`; 0: no way on.
    private let next: [Int32]
    /// Index in `meanings` + 1; 0: none ends here.
    private let ending: [Int32]

    static let automatic = MarkerTable(dialects: Dialect.all, separatesReasoning: true)

    static let reasoningOnly = MarkerTable(dialects: [], separatesReasoning: true)

    /// The table for `options`; the usual one is shared.
    static func table(for options: ParserOptions, hasTools: Bool) -> MarkerTable {
        let dialects = hasTools ? options.dialects : []
        if options.separatesReasoning && dialects.isEmpty { return reasoningOnly }
        if options.separatesReasoning && dialects.map(\.id) == Dialect.all.map(\.id) { return automatic }
        return MarkerTable(dialects: dialects, separatesReasoning: options.separatesReasoning)
    }

    init(dialects: [Dialect], separatesReasoning: Bool) {
        var trie = MarkerTrie()
        for (index, dialect) in dialects.enumerated() {
            for (opener, declaration) in dialect.openers.enumerated() {
                trie.insert(declaration.marker) { $0.openers.append((index, opener)) }
            }
        }
        if separatesReasoning {
            for (index, section) in ReasoningSection.all.enumerated() {
                trie.insert(section.opener) { $0.reasoningOpener = index }
                trie.insert(section.closer) { $0.reasoningCloser = index }
            }
        }
        if !dialects.isEmpty {
            for literal in EndOfTurn.literals { trie.insert(literal) { $0.isEndOfTurn = true } }
        }
        self.dialects = dialects
        var closers = Set(dialects.flatMap(\.closers))
        for dialect in dialects {
            if case .taggedParameters(let syntax) = dialect.body { closers.insert(syntax.parameterClose) }
        }
        commonClosers = closers.sorted()
        meanings = trie.meanings
        (classes, classCount, next, ending) = trie.tables()
        var interesting = [Bool](repeating: false, count: 256)
        for byte in trie.firstBytes { interesting[Int(byte)] = true }
        for byte in [UInt8(ascii: "\n"), UInt8(ascii: "`"), UInt8(ascii: "~")] { interesting[Int(byte)] = true }
        isInteresting = interesting
    }

    /// The longest marker at `index`. `isFinal`: no more text follows `bytes`.
    func match(_ bytes: UnsafeRawBufferPointer, at index: Int, isFinal: Bool) -> Match {
        var node = 0
        var index = index
        let start = index
        var best = Match.none
        while index < bytes.count {
            let way = next[node * classCount + Int(classes[Int(bytes[index])])]
            guard way != 0 else { return best }
            node = Int(way)
            index += 1
            if ending[node] != 0 { best = .found(meaning: Int(ending[node]) - 1, length: index - start) }
        }
        let isLeaf = next[(node * classCount)..<((node + 1) * classCount)].allSatisfy { $0 == 0 }
        return isFinal || isLeaf ? best : .undecided
    }
}

/// The trie while it is being built.
private struct MarkerTrie {
    private struct Node {
        var children: [UInt8: Int] = [:]
        var meaning: Int?
    }
    private var nodes = [Node()]
    private(set) var meanings: [MarkerTable.Meaning] = []

    var firstBytes: some Sequence<UInt8> { nodes[0].children.keys }

    mutating func insert(_ marker: String, _ add: (inout MarkerTable.Meaning) -> Void) {
        var node = 0
        for byte in marker.utf8 {
            if let child = nodes[node].children[byte] {
                node = child
            } else {
                nodes.append(Node())
                nodes[node].children[byte] = nodes.count - 1
                node = nodes.count - 1
            }
        }
        let meaning = nodes[node].meaning ?? meanings.count
        if meaning == meanings.count { meanings.append(MarkerTable.Meaning()) }
        nodes[node].meaning = meaning
        add(&meanings[meaning])
    }

    /// Class 0 is every byte that occurs in no marker.
    func tables() -> (classes: [UInt8], classCount: Int, next: [Int32], ending: [Int32]) {
        let used = Set(nodes.flatMap { $0.children.keys }).sorted()
        var classes = [UInt8](repeating: 0, count: 256)
        for (index, byte) in used.enumerated() { classes[Int(byte)] = UInt8(truncatingIfNeeded: index + 1) }
        let count = used.count + 1
        var next = [Int32](repeating: 0, count: nodes.count * count)
        for (index, node) in nodes.enumerated() {
            for (byte, child) in node.children { next[index * count + Int(classes[Int(byte)])] = Int32(child) }
        }
        return (classes, count, next, nodes.map { Int32(($0.meaning ?? -1) + 1) })
    }
}
