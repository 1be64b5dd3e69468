import Monitoring

/// The rewrite tab's rows: all panes of a passage side by side, the shorter ones filled up.
///
/// A passage is laid out by itself, and not again as long as it stays the same: while an answer is written that is only the
/// last one, and calls without a report.
struct RewriteRows {
    struct Row {
        /// Text that is laid out only when it is drawn, or words of ours.
        enum Content {
            case bytes(ArraySlice<UInt8>, Style)
            case text(StyledText)
            /// The same, with some of the words marked.
            case marked(ArraySlice<UInt8>, Style, [Range<Int>], Style)

            var styled: StyledText {
                switch self {
                case .bytes(let bytes, let style): TextWrap.text(bytes, style)
                case .text(let text): text
                case .marked(let bytes, let style, let marks, let other):
                    RewriteMarks.row(bytes, style, marks: marks, other)
                }
            }
        }
        /// Of each pane; `nil`: filled up.
        var said: Content?
        var got: Content?
        var check: Content?
        /// Mark and style of the link; `nil`: nothing was changed here.
        var link: Link?
        /// Where its text begins in the raw text.
        var offset: Int?

        subscript(pane: RewritePane) -> Content? {
            switch pane {
            case .said: said
            case .got: got
            case .check: check
            }
        }
    }
    struct Link: Equatable {
        var mark: String
        var style: Style
    }
    /// Columns of each pane; the check's is `nil` where there is none.
    struct Widths: Equatable {
        var said: Int
        var got: Int
        var check: Int?
    }
    /// All that the rows are made of.
    struct Source: Equatable {
        var id: RequestID
        var receivedAt: Double
        var transcripts: [Int: Transcript]
        var calls: [ToolCallReport]
        var openCalls: [OpenCall]?
        var repeats: [CallRepeat]?
        var tools: [PromptTool]?
        var finishReason: String?
        var backendFinishReason: String?
        var symbols: Symbols
        var widths: Widths
        var wraps: Bool
        /// Arguments stand as they were sent.
        var isRaw = false
        /// The answer broke off, perhaps within a call.
        var isBroken = false
        /// Nothing of it comes any more.
        var isOver: Bool { finishReason != nil || isBroken }

        /// The passages of `other` are laid out as those of this one, where they are the same.
        fileprivate func isLaidOut(like other: Source) -> Bool {
            id == other.id && receivedAt == other.receivedAt && symbols == other.symbols && widths == other.widths
                && wraps == other.wraps && tools == other.tools && isRaw == other.isRaw
                && isBroken == other.isBroken && isOver == other.isOver
        }
    }
    /// All calls, in order.
    private(set) var calls: [CallView] = []

    private let source: Source
    private var blocks: [RewriteBlock] = []
    /// Rows up to the end of each block, of all panes together and of each by itself.
    private var ends: [Int] = []
    private var paneEnds: [RewritePane: [Int]] = [:]
    /// The first block of each choice's passages.
    private var firstBlocks: [Int: Int] = [:]

    init(_ source: Source, after former: RewriteRows? = nil) {
        self.source = source
        let former = former.flatMap { $0.source.isLaidOut(like: source) ? $0 : nil }
        var maker = RewriteBlock.Maker(source)
        let choices = source.transcripts.keys.sorted()
        for choice in choices {
            guard let transcript = source.transcripts[choice] else { continue }
            if choices.count > 1 { addHeading("choice \(choice)", "choice \(choice)") }
            maker.begin(choice, transcript, before: former?.source.transcripts[choice]?.raw)
            let first = former?.firstBlocks[choice]
            firstBlocks[choice] = blocks.count
            for (number, passage) in RewriteDocument(transcript).passages.enumerated() {
                let before = first.flatMap { former?.block($0 + number) }
                add(maker.block(passage, before: before))
            }
            if transcript.isTruncated { addHeading("(more was not kept)", "(more was not kept)") }
        }
        addEnding()
    }

    // MARK: Rows

    var count: Int { ends.last ?? 0 }
    var isEmpty: Bool { count == 0 }

    subscript(row: Int) -> Row {
        let index = Self.block(of: row, in: ends)
        var row = blocks[index].row(row - start(index, ends), raw: raw(blocks[index]))
        if let offset = row.offset, let choice = blocks[index].choice {
            row.offset = source.transcripts[choice]?.original(offset)
        }
        return row
    }

    /// The last call that begins at a row or before it.
    func lastCall(upTo row: Int) -> CallView? {
        guard row < count else { return calls.last }
        return blocks[...Self.block(of: max(0, row), in: ends)].last { $0.call != nil }?.call
    }

    /// The first call of which one of these rows is a part.
    func firstCall(in rows: Range<Int>) -> CallView? {
        let rows = rows.clamped(to: 0..<count)
        guard !rows.isEmpty else { return nil }
        let seen = Self.block(of: rows.lowerBound, in: ends)...Self.block(of: rows.upperBound - 1, in: ends)
        return blocks[seen].first { $0.call != nil }?.call
    }

    // MARK: Rows of one pane

    func count(in pane: RewritePane) -> Int { paneEnds[pane]?.last ?? 0 }

    /// How many rows the pane has by itself before the row `row`.
    func place(of row: Int, in pane: RewritePane) -> Int {
        guard row < count, let ends = paneEnds[pane] else { return count(in: pane) }
        guard row > 0 else { return 0 }
        let index = Self.block(of: row, in: self.ends)
        return min(start(index, ends) + row - start(index, self.ends), ends[index])
    }

    /// The row at which the pane's own row `place` stands.
    func row(of place: Int, in pane: RewritePane) -> Int {
        guard place < count(in: pane), let ends = paneEnds[pane] else { return max(0, count - 1) }
        let place = max(0, place)
        let index = Self.block(of: place, in: ends)
        return start(index, self.ends) + place - start(index, ends)
    }

    /// The first block that ends behind `row`: there must be one.
    private static func block(of row: Int, in ends: [Int]) -> Int {
        var (low, high) = (0, ends.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > row { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func start(_ index: Int, _ ends: [Int]) -> Int { index == 0 ? 0 : ends[index - 1] }

    private func block(_ index: Int) -> RewriteBlock? { blocks.indices.contains(index) ? blocks[index] : nil }

    private func raw(_ block: RewriteBlock) -> [UInt8] { block.choice.flatMap { source.transcripts[$0]?.raw } ?? [] }

    // MARK: Blocks

    private mutating func add(_ block: RewriteBlock) {
        blocks.append(block)
        ends.append(count + block.count)
        for pane in RewritePane.allCases { paneEnds[pane, default: []].append(count(in: pane) + block[pane].count) }
        if let call = block.call { calls.append(call) }
    }

    private mutating func addHeading(_ left: String, _ right: String) {
        add(RewriteBlock(said: StyledText(left, .title), got: StyledText(right, .title)))
    }

    private mutating func addEnding() {
        guard let reason = source.finishReason else { return }
        var text = StyledText("finish_reason ", .dim) + StyledText(reason)
        if let backend = source.backendFinishReason, backend != reason {
            text.append(" (backend: \(backend))", .rewritten)
        }
        add(RewriteBlock(got: text))
    }
}
