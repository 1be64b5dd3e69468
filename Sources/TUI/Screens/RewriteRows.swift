import ProxyEngine

/// The rewrite tab's rows: all panes of a passage side by side, the shorter ones filled up.
struct RewriteRows {
    struct Row {
        /// Text that is laid out only when it is drawn, or words of ours.
        enum Content {
            case bytes(ArraySlice<UInt8>, Style)
            case text(StyledText)

            var styled: StyledText {
                switch self {
                case .bytes(let bytes, let style): TextWrap.text(bytes, style)
                case .text(let text): text
                }
            }
        }
        /// Of each pane; `nil`: filled up.
        var said: Content?
        var got: Content?
        var check: Content?
        /// Mark and style of the link; `nil`: nothing was changed here.
        var link: Link?
        /// The call that it belongs to.
        var call: CallPlace?
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
    struct Link {
        var mark: String
        var style: Style
    }
    /// Columns of each pane; the check's is `nil` where there is none.
    struct Widths {
        var said: Int
        var got: Int
        var check: Int?
    }
    private(set) var rows: [Row] = []
    /// All calls, in order.
    private(set) var calls: [CallView] = []

    private let detail: RequestDetail
    private let request: RequestSummary?
    private let symbols: Symbols
    private let widths: Widths
    private let wraps: Bool

    init(detail: RequestDetail, request: RequestSummary?, symbols: Symbols, widths: Widths, wraps: Bool) {
        self.detail = detail
        self.request = request
        self.symbols = symbols
        self.widths = widths
        self.wraps = wraps
        let choices = detail.transcripts.keys.sorted()
        for choice in choices {
            guard let transcript = detail.transcripts[choice] else { continue }
            if choices.count > 1 { addHeading("choice \(choice)", "choice \(choice)") }
            var links = 0
            for passage in RewriteDocument(transcript).passages {
                add(passage, transcript.raw, choice: choice, links: &links)
            }
            if transcript.isTruncated { addHeading("(more was not kept)", "") }
        }
        addEnding()
    }

    // MARK: Rows of one pane

    var count: Int { rows.count }

    func count(in pane: RewritePane) -> Int { place(of: rows.count, in: pane) }

    /// How many rows the pane has by itself before the row `row`.
    func place(of row: Int, in pane: RewritePane) -> Int {
        rows.prefix(max(0, row)).count { $0[pane] != nil }
    }

    /// The row at which the pane's own row `place` stands.
    func row(of place: Int, in pane: RewritePane) -> Int {
        var left = place
        for (index, row) in rows.enumerated() where row[pane] != nil {
            if left == 0 { return index }
            left -= 1
        }
        return max(0, rows.count - 1)
    }

    /// The pane's own rows.
    func rows(in pane: RewritePane) -> [Row] { rows.filter { $0[pane] != nil } }

    // MARK: Passages

    private static let linkStyles: [Style] = [Style(.linkA), Style(.linkB), Style(.linkC)]

    private mutating func add(
        _ passage: RewriteDocument.Passage, _ raw: [UInt8], choice: Int, links: inout Int
    ) {
        var link: Link?
        var place: CallPlace?
        let span = passage.span.clamped(to: 0..<raw.count)
        var said = [Row.Content.text(StyledText("bytes \(span.lowerBound)-\(span.upperBound)", .dim))]
        let got: [Row.Content]
        var check: [Row.Content] = []
        switch passage.kind {
        case .content, .reasoning:
            if !passage.nearMisses.isEmpty { link = Link(mark: "?" + symbols.link, style: .warning) }
            got = textRows(passage)
        case .notice:
            link = Link(mark: "+" + symbols.link, style: .rewritten)
            said = [.text(StyledText("(put in front by the proxy)", .dim))]
            got = textRows(passage)
        case .removed:
            link = Link(mark: symbols.isASCII ? "-" : "╌", style: .dim)
            got = [.text(StyledText("(not passed on)", .dim))]
        case .held:
            link = Link(mark: symbols.isASCII ? ":" : "┆", style: .warning)
            got = [.text(StyledText("(held back: may become a call)", .warning))]
        case .call(let call):
            links += 1
            link = Link(
                mark: String(links % 10) + symbols.link, style: Self.linkStyles[(links - 1) % Self.linkStyles.count])
            place = CallPlace(choice: choice, index: call.index)
            let view = CallView(call: call, passage: passage, choice: choice, request: request, detail: detail)
            calls.append(view)
            got = CallRows(view: view, width: widths.got, isWide: widths.check != nil).rows.map { .text($0) }
            check = widths.check.map { CheckRows(view: view, width: $0).rows.map { .text($0) } } ?? []
            said = [.text(callHead(call, span))]
        }
        var offsets: [Int?] = said.map { _ in nil }
        if !span.isEmpty {
            let ranges = TextWrap.rows(raw[span], width: widths.said, wraps: wraps)
            said += ranges.map { .bytes(raw[$0], link?.style ?? .plain) }
            offsets += ranges.map(\.lowerBound)
        }
        for index in 0..<max(said.count, got.count, check.count) {
            var row = Row(link: link, call: place)
            if index < said.count { row.said = said[index] }
            if index < got.count { row.got = got[index] }
            if index < check.count { row.check = check[index] }
            if index < offsets.count { row.offset = offsets[index] }
            rows.append(row)
        }
    }

    private func callHead(_ call: RewriteDocument.Call, _ span: Range<Int>) -> StyledText {
        if call.isNative { return StyledText("structured by the backend", .dim) }
        return StyledText("bytes \(span.lowerBound)-\(span.upperBound)  ", .dim) + StyledText(call.dialect, .rewritten)
    }

    /// Content and reasoning, as the client got it.
    private func textRows(_ passage: RewriteDocument.Passage) -> [Row.Content] {
        var isReasoning = false
        if case .reasoning = passage.kind { isReasoning = true }
        let bytes = Array(passage.text.utf8)
        var result = [Row.Content.text(StyledText(isReasoning ? "reasoning_content" : "content", .dim))]
        result += TextWrap.rows(bytes, width: widths.got, wraps: wraps).map { .bytes(bytes[$0], .plain) }
        for miss in passage.nearMisses {
            let words = Array(
                ("NEAR-MISS: " + NearMissWording.sentence(dialect: miss.dialect, reason: miss.reason)).utf8)
            result += TextWrap.rows(words, width: widths.got).map { .bytes(words[$0], .warning) }
        }
        return result
    }

    private mutating func addHeading(_ left: String, _ right: String) {
        rows.append(Row(said: .text(StyledText(left, .title)), got: .text(StyledText(right, .title))))
    }

    private mutating func addEnding() {
        guard let request, let reason = request.finishReason else { return }
        var text = StyledText("finish_reason ", .dim) + StyledText(reason)
        if let backend = request.backendFinishReason, backend != reason {
            text.append(" (backend: \(backend))", .rewritten)
        }
        rows.append(Row(got: .text(text)))
    }
}
