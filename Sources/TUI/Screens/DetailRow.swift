/// A row of a tab: words of ours, then text from outside that is laid out only when it is drawn.
struct DetailRow {
    var lead = StyledText()
    var bytes: ArraySlice<UInt8> = []
    var style = Style.plain

    init(_ lead: StyledText = StyledText()) { self.lead = lead }

    init(_ text: String, _ style: Style) { lead = StyledText(text, style) }

    init(lead: StyledText, bytes: ArraySlice<UInt8>, style: Style = .plain) {
        self.lead = lead
        self.bytes = bytes
        self.style = style
    }

    /// The same, dim throughout.
    var dimmed: DetailRow {
        var row = self
        row.style = .dim
        row.lead = StyledText(lead.pieces.map(\.text).joined(), .dim)
        return row
    }

    /// All of it; the text from outside without its first columns.
    func styled(droppingColumns count: Int = 0) -> StyledText {
        guard !bytes.isEmpty else { return lead }
        let text = TextWrap.text(bytes, style)
        return lead + (count > 0 ? text.dropping(columns: count) : text)
    }

    /// The rows of a text in a window of `width` columns. `lead` stands before the first, so many spaces before the others.
    static func wrapped(
        _ text: ArraySlice<UInt8>, width: Int, lead: StyledText = StyledText(), style: Style = .plain,
        wraps: Bool = true, limit: Int = .max
    ) -> [DetailRow] {
        let room = max(2, width - lead.width)
        let blank = StyledText(String(repeating: " ", count: lead.width))
        let ranges = TextWrap.rows(text, width: room, wraps: wraps)
        return ranges.prefix(limit).enumerated().map { index, range in
            DetailRow(lead: index == 0 ? lead : blank, bytes: text[range], style: style)
        }
    }

    static func wrapped(
        _ text: String, width: Int, lead: StyledText = StyledText(), style: Style = .plain, wraps: Bool = true
    ) -> [DetailRow] {
        wrapped(Array(text.utf8)[...], width: width, lead: lead, style: style, wraps: wraps)
    }
}

/// The rows of a tab in their window.
struct DetailRows {
    var rows: [DetailRow]
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        let top = min(view.scroll.top, max(0, rows.count - area.height))
        let column = view.wraps ? 0 : view.scroll.column
        for (offset, row) in rows.dropFirst(top).prefix(area.height).enumerated() {
            grid.draw(
                row.styled(droppingColumns: column), x: area.x, y: area.y + offset, in: area, cut: view.symbols.cut)
        }
    }
}
