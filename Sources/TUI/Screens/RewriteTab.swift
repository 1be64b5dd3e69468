import ProxyEngine

/// The model's text beside what the client got.
///
///      MODEL SAID (402 tok)                  | CLIENT GOT (2 parts)
///      bytes 0-27                            | content
///      I will read the file first.           | I will read the file first.
///      1[ bytes 27-166  qwen3-coder          | 1[ tool_calls[0]  REWRITTEN
///      1[ <tool_call>                        | 1[   id   call_0185_0
struct RewriteTab {
    var request: RequestSummary?
    var detail: RequestDetail?
    var view: ViewState

    /// Columns for the link mark and a space, in each half.
    private static let gutter = 3

    private func halves(_ area: Area) -> (left: Area, right: Area, divider: Int) {
        let leftWidth = max(1, (area.width - 1) / 2)
        let left = Area(x: area.x, y: area.y, width: leftWidth, height: area.height)
        let right = Area(x: left.maxX + 1, y: area.y, width: area.width - leftWidth - 1, height: area.height)
        return (left, right, left.maxX)
    }

    private func rows(_ area: Area) -> [RewriteRows.Row] {
        guard let detail else { return [] }
        let (left, right, _) = halves(area)
        return RewriteRows(
            detail: detail, request: request, symbols: view.symbols, leftWidth: max(2, left.width - Self.gutter - 1),
            rightWidth: max(2, right.width - Self.gutter - 1), wraps: view.wraps
        ).rows
    }

    /// Rows of the text, without the heading.
    func rowCount(_ area: Area) -> Int { rows(area).count }

    func draw(into grid: inout CellGrid, heading: Area, body: Area) {
        let (left, right, divider) = halves(body)
        drawHeading(into: &grid, heading)
        grid.fill(
            Area(x: divider, y: heading.y, width: 1, height: heading.height + body.height), view.symbols.vertical, .dim)
        guard detail != nil else {
            grid.drawLine(StyledText(" waiting for the text ...", .dim), in: left, symbols: view.symbols)
            return
        }
        let rows = rows(body)
        if rows.isEmpty {
            let words = request?.phase.isRunning == true ? " nothing written yet" : " no text was kept"
            grid.drawLine(StyledText(words, .dim), in: left, symbols: view.symbols)
        }
        let top = min(view.scroll.top, max(0, rows.count - body.height))
        for (offset, row) in rows.dropFirst(top).prefix(body.height).enumerated() {
            draw(row, into: &grid, left.row(offset), right.row(offset))
        }
    }

    private func draw(_ row: RewriteRows.Row, into grid: inout CellGrid, _ left: Area, _ right: Area) {
        let column = view.wraps ? 0 : view.scroll.column
        for (area, half) in [(left, row.left), (right, row.right)] {
            if let link = row.link { grid.draw(link.mark, link.style, x: area.x, y: area.y, in: area) }
            let room = area.inset(left: Self.gutter, right: 1)
            let text = column > 0 ? half.styled.dropping(columns: column) : half.styled
            grid.draw(text, x: room.x, y: room.y, in: room, cut: view.symbols.cut)
        }
    }

    private func drawHeading(into grid: inout CellGrid, _ area: Area) {
        guard !area.isEmpty else { return }
        let (left, right, _) = halves(area)
        let tokens = request?.writtenTokens.map { " (\(Formatting.tokens($0)) tok)" } ?? ""
        grid.drawLine(
            StyledText("   MODEL SAID", .title) + StyledText(tokens, .dim), right: newRows, in: left,
            symbols: view.symbols)
        let parts = detail?.transcripts.values.reduce(0) { $0 + $1.parts.count } ?? 0
        grid.drawLine(
            StyledText("   CLIENT GOT", .title) + StyledText(parts == 1 ? " (1 part)" : " (\(parts) parts)", .dim),
            in: right, symbols: view.symbols)
    }

    private var newRows: StyledText {
        let count = view.scroll.newRows
        return count > 0 ? StyledText("+\(count) new lines ", .warning) : StyledText()
    }
}
