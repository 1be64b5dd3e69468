import Monitoring

/// The rows of a passage in all panes, or a line of ours.
struct RewriteBlock {
    /// Rows of one pane: words of ours, rows of a text, more words of ours. The said text is not kept here: it is part of the
    /// raw text, whose older versions would stay with it.
    struct Pane {
        var head: [StyledText] = []
        var ranges: [Range<Int>] = []
        /// Words of ours in the place of some of the text's rows.
        var marks: [Int: StyledText] = [:]
        var style = Style.plain
        var tail: [StyledText] = []
        /// Of its text: what stands otherwise in the other pane.
        var words: [Range<Int>] = []
        var wordStyle = Style.plain

        var count: Int { head.count + ranges.count + tail.count }

        func content(_ row: Int, of text: [UInt8]) -> RewriteRows.Row.Content? {
            if row < head.count { return .text(head[row]) }
            if let mark = marks[row - head.count] { return .text(mark) }
            if row < head.count + ranges.count { return content(of: text[ranges[row - head.count]]) }
            return row < count ? .text(tail[row - head.count - ranges.count]) : nil
        }

        private func content(of bytes: ArraySlice<UInt8>) -> RewriteRows.Row.Content {
            let marks = words.filter { $0.overlaps(bytes.startIndex..<bytes.endIndex) }
            return marks.isEmpty ? .bytes(bytes, style) : .marked(bytes, style, marks, wordStyle)
        }

        /// Lays out `text`; at each of the `cuts` a row says so.
        mutating func lay(
            _ text: ArraySlice<UInt8>, cuts: [(place: Int, mark: StyledText)], width: Int, wraps: Bool,
            after former: [Range<Int>]?
        ) {
            guard !cuts.isEmpty else {
                ranges = TextWrap.rows(text, width: width, wraps: wraps, after: former)
                return
            }
            var start = text.startIndex
            for (place, mark) in cuts {
                let end = min(max(start, place), text.endIndex)
                if start < end { ranges += TextWrap.rows(text[start..<end], width: width, wraps: wraps) }
                marks[ranges.count] = mark
                ranges.append(end..<end)
                start = end
            }
            if start < text.endIndex { ranges += TextWrap.rows(text[start...], width: width, wraps: wraps) }
        }
    }
    private(set) var said = Pane()
    private(set) var got = Pane()
    private(set) var check = Pane()
    /// Of the got pane.
    private var text: [UInt8] = []
    private var link: RewriteRows.Link?
    private(set) var call: CallView?
    /// `nil`: a line of ours.
    private(set) var choice: Int?
    private var source: Source?

    /// What it was made of, besides the raw text and what all blocks are made of.
    private struct Source: Equatable {
        var passage: RewriteDocument.Passage
        /// As far as the raw text is kept.
        var span: Range<Int>
        var links: Int
        var facts: CallFacts?
    }

    init(said: StyledText? = nil, got: StyledText) {
        if let said { self.said.head = [said] }
        self.got.head = [got]
    }

    private init(choice: Int, _ source: Source) {
        self.choice = choice
        self.source = source
    }

    var count: Int { max(said.count, got.count, check.count) }

    subscript(pane: RewritePane) -> Pane {
        switch pane {
        case .said: said
        case .got: got
        case .check: check
        }
    }

    func row(_ index: Int, raw: [UInt8]) -> RewriteRows.Row {
        var row = RewriteRows.Row(link: link)
        row.said = said.content(index, of: raw)
        row.got = got.content(index, of: text)
        row.check = check.content(index, of: [])
        switch row.said {
        case .bytes(let bytes, _)?, .marked(let bytes, _, _, _)?: row.offset = bytes.startIndex
        case .text?, nil: break
        }
        return row
    }
}

extension RewriteBlock {
    /// Lays passages out, one after the other.
    struct Maker {
        private let source: RewriteRows.Source
        private let book: CallBook
        private var checker: CallChecker?
        private var choice = 0
        private var raw: [UInt8] = []
        private var transcript = Transcript()
        /// The raw text goes on from the one of before.
        private var goesOn = false
        private var links = 0

        init(_ source: RewriteRows.Source) {
            self.source = source
            book = CallBook(source)
            checker = source.tools.map { CallChecker(tools: $0) }
        }

        mutating func begin(_ choice: Int, _ transcript: Transcript, before: [UInt8]?) {
            self.choice = choice
            self.transcript = transcript
            raw = transcript.raw
            goesOn = before.map { TextWrap.begins(raw, with: $0) } ?? false
            links = 0
        }

        /// `before` is the block that stood here.
        mutating func block(_ passage: RewriteDocument.Passage, before: RewriteBlock?) -> RewriteBlock {
            var facts: CallFacts?
            if case .call(let call) = passage.kind {
                links += 1
                facts = book.facts(CallPlace(choice: choice, index: call.index))
            }
            let span = passage.span.clamped(to: 0..<raw.count)
            let made = Source(passage: passage, span: span, links: links, facts: facts)
            let former = goesOn && before?.choice == choice ? before : nil
            if let former, former.source == made { return former }
            var block = RewriteBlock(choice: choice, made)
            lay(passage, span, into: &block, after: former)
            return block
        }

        private static let linkStyles: [Style] = [Style(.linkA), Style(.linkB), Style(.linkC)]

        private mutating func lay(
            _ passage: RewriteDocument.Passage, _ span: Range<Int>, into block: inout RewriteBlock,
            after former: RewriteBlock?
        ) {
            let symbols = source.symbols
            block.said.head = [StyledText(bytes(span), .dim)]
            switch passage.kind {
            case .content, .reasoning:
                if !passage.nearMisses.isEmpty {
                    block.link = RewriteRows.Link(mark: "?" + symbols.link, style: .warning)
                }
                layText(passage, into: &block, after: former)
            case .notice:
                block.link = RewriteRows.Link(mark: "+" + symbols.link, style: .rewritten)
                block.said.head = [StyledText("(put in front by the proxy)", .dim)]
                layText(passage, into: &block, after: former)
            case .removed:
                block.link = RewriteRows.Link(mark: symbols.isASCII ? "-" : "╌", style: .dim)
                block.got.head = [StyledText("(not passed on)", .dim)]
            case .held:
                block.link = RewriteRows.Link(mark: symbols.isASCII ? ":" : "┆", style: .warning)
                block.said.head = []
                block.got.head = [StyledText("(held)", .dim)]
            case .call(let call): layCall(call, passage, span, into: &block)
            }
            block.said.style = block.link?.style ?? .plain
            guard !span.isEmpty || !passage.cuts.isEmpty else { return }
            block.said.lay(
                raw[span], cuts: passage.cuts.map { ($0.place, Self.mark($0)) }, width: source.widths.said,
                wraps: source.wraps, after: passage.cuts.isEmpty ? former?.saidRows(from: span) : nil)
            if source.isOver, passage.cuts.isEmpty { markWords(passage, span, in: &block) }
        }

        /// What the rewrite changed, on both sides.
        private func markWords(
            _ passage: RewriteDocument.Passage, _ span: Range<Int>, in block: inout RewriteBlock
        ) {
            block.said.wordStyle = RewriteMarks.saidStyle
            block.got.wordStyle = RewriteMarks.gotStyle
            switch passage.kind {
            case .content, .reasoning:
                let marks = RewriteMarks(said: raw[span], got: block.text[...])
                (block.said.words, block.got.words) = (marks.said, marks.got)
            case .call(let call) where !call.isNative:
                let got = Array("\(call.name) \(passage.text)".utf8)
                let marks = RewriteMarks(said: raw[span], got: got[...])
                block.said.words = marks.said
                block.got.head = MarkedRows.mark(block.got.head, of: got, marks.got, RewriteMarks.gotStyle)
            case .call, .notice, .removed, .held: break
            }
        }

        /// Where it stands in all that the model wrote.
        private func bytes(_ span: Range<Int>) -> String {
            "bytes \(transcript.original(span.lowerBound))-\(transcript.original(span.upperBound))"
        }

        private static func mark(_ cut: RewriteDocument.Cut) -> StyledText {
            StyledText("... \(Formatting.bytes(cut.bytes)) not kept ...", .warning)
        }

        /// Content and reasoning, as the client got it.
        private func layText(
            _ passage: RewriteDocument.Passage, into block: inout RewriteBlock, after former: RewriteBlock?
        ) {
            var isReasoning = false
            if case .reasoning = passage.kind { isReasoning = true }
            block.text = Array(passage.text.utf8)
            block.got.head = [StyledText(isReasoning ? "reasoning_content" : "content", .dim)]
            block.got.lay(
                block.text[...], cuts: passage.cuts.map { ($0.textPlace, Self.mark($0)) }, width: source.widths.got,
                wraps: source.wraps, after: passage.cuts.isEmpty ? former?.gotRows(before: block.text) : nil)
            for miss in passage.nearMisses {
                let words = Array(
                    ("NEAR-MISS: " + NearMissWording.sentence(dialect: miss.dialect, reason: miss.reason)).utf8)
                block.got.tail += TextWrap.rows(words, width: source.widths.got).map {
                    TextWrap.text(words[$0], .warning)
                }
            }
        }

        /// What is left of a call says nothing about it, and what did not come of it neither.
        private mutating func check(
            _ call: RewriteDocument.Call, _ passage: RewriteDocument.Passage, _ report: ToolCallReport?
        ) -> (check: CallCheck?, isCutOff: Bool) {
            guard passage.cuts.isEmpty else { return (nil, false) }
            let check = checker?.check(name: call.name, arguments: passage.text, isComplete: report != nil)
            guard source.isBroken, report?.isValid == true, check?.findsFault == true else { return (check, false) }
            return (checker?.check(name: call.name, arguments: passage.text, isComplete: false), true)
        }

        private mutating func layCall(
            _ call: RewriteDocument.Call, _ passage: RewriteDocument.Passage, _ span: Range<Int>,
            into block: inout RewriteBlock
        ) {
            block.link = RewriteRows.Link(
                mark: String(links % 10) + source.symbols.link,
                style: Self.linkStyles[(links - 1) % Self.linkStyles.count])
            let facts = block.source?.facts ?? CallFacts()
            let (check, isCutOff) = check(call, passage, facts.report)
            let view = CallView(
                call: call, passage: passage, choice: choice, facts: facts, check: check, isCutOff: isCutOff,
                toolCount: source.tools?.count ?? 0)
            block.call = view
            let widths = source.widths
            block.got.head =
                CallRows(
                    view: view, width: widths.got, isWide: widths.check != nil, isRaw: source.isRaw,
                    symbols: source.symbols
                ).rows
            block.check.head = widths.check.map { CheckRows(view: view, width: $0).rows } ?? []
            block.said.head =
                call.isNative
                ? [StyledText("structured by the backend", .dim)]
                : [
                    StyledText("\(bytes(span))  ", .dim)
                        + StyledText(call.dialect, .rewritten)
                ]
        }
    }

    /// The rows of the said text, of which more has come since; `nil`: this one is another.
    private func saidRows(from span: Range<Int>) -> [Range<Int>]? {
        guard let before = source?.span, before.lowerBound == span.lowerBound,
            before.upperBound <= span.upperBound
        else { return nil }
        return said.ranges
    }

    /// The same for the got text.
    private func gotRows(before text: [UInt8]) -> [Range<Int>]? {
        TextWrap.begins(text, with: self.text) ? got.ranges : nil
    }
}

extension CallCheck {
    /// Something is wrong, or missing.
    fileprivate var findsFault: Bool {
        !problems.isEmpty
            || (parameters + extras).contains { member in
                switch member.verdict {
                case .isWrong, .isAbsent(isWrong: true): true
                default: false
                }
            }
    }
}
