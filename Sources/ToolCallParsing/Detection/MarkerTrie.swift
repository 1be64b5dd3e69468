/// All markers as a trie, in tables.
struct MarkerTrie: Sendable {
    private let classes: [UInt8]
    private let classCount: Int
    /// `next[node * classCount + class]`; 0: no way on.
    private let next: [Int32]
    /// Index of the meaning + 1; 0: none ends here.
    private let ending: [Int32]
    private let isLeaf: [Bool]

    init(_ builder: MarkerTrieBuilder) {
        let nodes = builder.nodes
        // Class 0 is every byte that occurs in no marker.
        var classes = [UInt8](repeating: 0, count: 256)
        for node in nodes.dropFirst() { classes[Int(node.byte)] = 1 }
        var count = 1
        for byte in classes.indices where classes[byte] != 0 {
            classes[byte] = UInt8(truncatingIfNeeded: count)
            count += 1
        }
        var next = [Int32](repeating: 0, count: nodes.count * count)
        for (index, node) in nodes.enumerated() {
            var child = node.firstChild
            while child != 0 {
                next[index * count + Int(classes[Int(nodes[child].byte)])] = Int32(child)
                child = nodes[child].nextSibling
            }
        }
        self.classes = classes
        classCount = count
        self.next = next
        ending = nodes.map { Int32(($0.meaning ?? -1) + 1) }
        isLeaf = nodes.map { $0.firstChild == 0 }
    }

    /// The longest marker at `index`. `isFinal`: no more text follows `bytes`.
    func match(_ bytes: UnsafeRawBufferPointer, at start: Int, isFinal: Bool) -> MarkerTable.Match {
        var node = 0
        var index = start
        var best = MarkerTable.Match.none
        while index < bytes.count {
            let way = next[node * classCount + Int(classes[Int(bytes[index])])]
            guard way != 0 else { return best }
            node = Int(way)
            index += 1
            if ending[node] != 0 { best = .found(meaning: Int(ending[node]) - 1, length: index - start) }
        }
        return isFinal || isLeaf[node] ? best : .undecided
    }
}

/// The trie while it is being built.
struct MarkerTrieBuilder {
    /// Other nodes by their index; 0, which is the root's: there is none.
    struct Node {
        let byte: UInt8
        var firstChild = 0
        var nextSibling = 0
        var meaning: Int?
    }
    private(set) var nodes = [Node(byte: 0)]
    private(set) var meanings: [MarkerTable.Meaning] = []
    /// Which of `meanings` count in the middle of a line.
    private(set) var countsAnywhere: [Bool] = []
    /// The first two bytes of markers; a marker of one byte has no second.
    private(set) var firstPairs: Set<ByteInterest.Pair> = []
    /// Those of markers that count in the middle of a line.
    private(set) var firstPairsAnywhere: Set<ByteInterest.Pair> = []

    /// Literals of which nothing but the place in the list matters.
    init(_ literals: [String]) {
        for (index, literal) in literals.enumerated() { nodes[node(of: literal)].meaning = index }
    }

    init() {}

    /// `blocks`: by dialect.
    mutating func add(_ dialects: [Dialect], _ blocks: inout [BlockLiterals.Maker]) {
        for (dialect, declaration) in dialects.enumerated() {
            for opener in declaration.openers where !opener.marker.isEmpty {
                let choice = MarkerTable.Choice(
                    dialect: dialect, opener: opener, block: blocks[dialect].literals(of: opener))
                insert(opener.marker, at: opener.place) { $0.openers.append(choice) }
            }
        }
    }

    mutating func add(_ frames: [MessageFrame]) {
        for (index, frame) in frames.enumerated() {
            for literal in frame.openers { insert(literal, at: .anywhere) { $0.header = index } }
            for literal in frame.firstOpeners where !literal.isEmpty {
                insert(literal, at: .messageStart) { $0.firstHeader = index }
            }
            for literal in frame.bodyEnds { insert(literal, at: .anywhere) { $0.bodyEnd = index } }
        }
    }

    mutating func addReasoning() {
        for (index, section) in ReasoningSection.all.enumerated() {
            // In the middle of a line an opener opens nothing, but is noted.
            let place = section.place == .lineStart ? .anywhere : section.place
            if !section.opener.isEmpty { insert(section.opener, at: place) { $0.reasoningOpener = index } }
            insert(section.closer, at: section.closer.hasPrefix("H") ? .lineStart : .anywhere) {
                $0.reasoningCloser = index
            }
        }
    }

    mutating func addSpecialLiterals() {
        for literal in EndOfTurn.literals { insert(literal, at: .anywhere) { $0.isEndOfTurn = true } }
        for literal in AnswerWrapper.tokens { insert(literal, at: .anywhere) { $0.wrapper = .token } }
        for literal in AnswerWrapper.prefixes { insert(literal, at: .messageStart) { $0.wrapper = .prefix } }
        insert(AnswerWrapper.opener, at: .messageStart) { $0.wrapper = .opener }
        insert(AnswerWrapper.closer, at: .anywhere) { $0.wrapper = .closer }
    }

    /// The node in which `literal` ends, made where there is none.
    private mutating func node(of literal: String) -> Int {
        var node = 0
        for byte in literal.utf8 { node = child(of: node, at: byte) }
        return node
    }

    private mutating func child(of parent: Int, at byte: UInt8) -> Int {
        var child = nodes[parent].firstChild
        while child != 0 {
            if nodes[child].byte == byte { return child }
            child = nodes[child].nextSibling
        }
        nodes.append(Node(byte: byte, nextSibling: nodes[parent].firstChild))
        nodes[parent].firstChild = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func insert(
        _ marker: String, at place: Dialect.Place, _ add: (inout MarkerTable.Meaning) -> Void
    ) {
        let node = node(of: marker)
        let meaning = nodes[node].meaning ?? meanings.count
        if meaning == meanings.count {
            meanings.append(MarkerTable.Meaning())
            countsAnywhere.append(false)
        }
        nodes[node].meaning = meaning
        add(&meanings[meaning])
        guard let first = marker.utf8.first else { return }
        let pair = ByteInterest.Pair(first: first, second: marker.utf8.dropFirst().first)
        firstPairs.insert(pair)
        guard place == .anywhere else { return }
        firstPairsAnywhere.insert(pair)
        countsAnywhere[meaning] = true
    }
}
