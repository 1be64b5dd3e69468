/// Finds all markers in one pass: a trie over their bytes, with the bytes that occur in markers folded into classes.
///
/// Built once for a set of dialects and shared; the cost of a search does not depend on how many there are.
final class MarkerTable: Sendable {
    /// An opener and its dialect. A class, so that it is passed on without a copy.
    final class Choice: Sendable {
        /// Index in ``MarkerTable/dialects``.
        let dialect: Int
        let opener: Dialect.Opener
        /// A bracket, which stands in text everywhere: that no call follows it is not worth a word.
        let isBracket: Bool
        /// Where its marker is a block's by itself.
        let block: BlockLiterals?

        init(dialect: Int, opener: Dialect.Opener, block: BlockLiterals? = nil) {
            self.dialect = dialect
            self.opener = opener
            self.block = block
            isBracket =
                opener.isQuiet && opener.marker.utf8.count == 1 && !opener.leads.isEmpty && !opener.vanishes
        }
    }

    /// What a marker means.
    struct Meaning: Sendable {
        var openers: [Choice] = []
        /// Index in ``ReasoningSection/all``.
        var reasoningOpener: Int?
        var reasoningCloser: Int?
        var isEndOfTurn = false
        var wrapper: Wrapper?
        /// Index in ``MarkerTable/frames``.
        var header: Int?
        var firstHeader: Int?
        var bodyEnd: Int?
    }

    enum Wrapper: Sendable { case token, prefix, opener, closer }

    enum Match: Equatable {
        /// No marker begins here.
        case none
        /// The text ends before it is decided.
        case undecided
        /// The longest marker that begins here.
        case found(meaning: Int, length: Int)
    }

    let dialects: [Dialect]
    let frames: [MessageFrame]
    /// The settings name the dialects: markers that are weak elsewhere count anywhere.
    let isPinned: Bool
    /// Closers of all dialects: models mix them up, and one that stands behind a call is never text.
    let commonClosers: LiteralSet
    /// What stands behind names in one dialect or another, and whose it is.
    let behindNames: [(literal: String, choice: Choice)]
    /// By dialect: its markers, whole or with a bracket lost, which may stand before a name in a damaged head.
    let headPieces: [[String]]
    /// A bare list of Python calls.
    let listChoice: Choice?
    let meanings: [Meaning]
    /// Which of `meanings` count in the middle of a line.
    let countsAnywhere: [Bool]
    /// Places at which the text has to be looked at, in the middle of a line.
    let interest: ByteInterest
    private let trie: MarkerTrie

    private static let automatic = MarkerTable(dialects: Dialect.detected, separatesReasoning: true, isPinned: false)
    private static let withoutReasoning = MarkerTable(
        dialects: Dialect.detected, separatesReasoning: false, isPinned: false)
    private static let reasoningOnly = MarkerTable(dialects: [], separatesReasoning: true, isPinned: false)
    private static let empty = MarkerTable(dialects: [], separatesReasoning: false, isPinned: false)

    /// The table for these; the usual ones are shared.
    static func table(dialects: [Dialect], separatesReasoning: Bool, isPinned: Bool) -> MarkerTable {
        if dialects.isEmpty { return separatesReasoning ? reasoningOnly : empty }
        let isAutomatic = dialects.lazy.map(\.id).elementsEqual(Dialect.detected.lazy.map(\.id))
        if !isPinned && isAutomatic { return separatesReasoning ? automatic : withoutReasoning }
        return MarkerTable(dialects: dialects, separatesReasoning: separatesReasoning, isPinned: isPinned)
    }

    init(dialects: [Dialect], separatesReasoning: Bool, isPinned: Bool) {
        let dialects = dialects + dialects.compactMap(\.withOtherBars)
        var frames: [MessageFrame] = []
        for frame in dialects.compactMap(\.frame) where !frames.contains(frame) { frames.append(frame) }
        var builder = MarkerTrieBuilder()
        var blocks = dialects.map(BlockLiterals.Maker.init)
        builder.add(dialects, &blocks)
        builder.add(frames)
        if separatesReasoning { builder.addReasoning() }
        if !dialects.isEmpty { builder.addSpecialLiterals() }
        self.dialects = dialects
        self.frames = frames
        self.isPinned = isPinned
        commonClosers = LiteralSet(Self.commonClosers(dialects))
        let number = dialects.firstIndex { $0.id == Dialect.pythonicList.id }
        listChoice = number.flatMap { number in
            dialects[number].openers.first { $0.marker == "[" }.map { Choice(dialect: number, opener: $0) }
        }
        let names = (UInt8(ascii: "A")...UInt8(ascii: "z")).filter(\.isIdentifierPart)
        let lists =
            listChoice == nil
            ? []
            : names.map {
                ByteInterest.Pair(first: UInt8(ascii: "["), second: $0, isGlued: true)
            }
        behindNames = Self.behindNames(dialects, &blocks)
        headPieces = dialects.map(Self.headPieces)
        meanings = builder.meanings
        countsAnywhere = builder.countsAnywhere.map { $0 || isPinned }
        trie = MarkerTrie(builder)
        interest = ByteInterest(
            always: [UInt8(ascii: "\n"), UInt8(ascii: "`"), UInt8(ascii: "~")],
            pairs: (isPinned ? builder.firstPairs : builder.firstPairsAnywhere).union(lists))
    }

    private static func behindNames(
        _ dialects: [Dialect], _ blocks: inout [BlockLiterals.Maker]
    ) -> [(literal: String, choice: Choice)] {
        dialects.enumerated().flatMap { number, dialect in
            dialect.openers.filter { !$0.marker.isEmpty }.flatMap { opener in
                let block = blocks[number].literals(of: opener)
                return Set(opener.leads.compactMap(\.behindName)).sorted().map {
                    (literal: $0, choice: Choice(dialect: number, opener: opener, block: block))
                }
            }
        }
    }

    private static func headPieces(_ dialect: Dialect) -> [String] {
        var markers = dialect.openers.map(\.marker).filter { $0.utf8.count > 5 }
        if case .namedArguments(let syntax) = dialect.body { markers += syntax.beforeName }
        if case .taggedParameters(let syntax) = dialect.body { markers += syntax.beforeCall + syntax.marks }
        let stumps = markers.flatMap { [String($0.dropFirst()), String($0.dropLast())] }
        return markers + stumps.filter { $0.utf8.count > 5 }
    }

    private static func commonClosers(_ dialects: [Dialect]) -> [String] {
        var closers = Set(dialects.flatMap(\.closers))
        for dialect in dialects {
            if case .taggedParameters(let syntax) = dialect.body {
                closers.formUnion(syntax.parameterClosers + syntax.callClosers)
            }
        }
        return closers.filter { $0.hasPrefix("<") || $0.hasPrefix("[") && $0.count > 1 }.sorted()
    }

    /// The longest marker at `index`.
    func match(_ text: RawText, at index: Int) -> Match { trie.match(text.bytes, at: index, isFinal: text.isFinal) }
}
