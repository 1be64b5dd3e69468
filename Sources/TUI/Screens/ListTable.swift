/// A column of a list, and what it says about a row.
struct ListColumn<Row> {
    var title: String
    /// Columns of the screen: at least, and where there is room for more.
    var width: Int
    var widest: Int
    var isNumber: Bool
    /// Columns of a low rank stay longest as the room shrinks.
    var rank: Int
    var value: (Row) -> StyledText

    static func number(
        _ title: String, _ width: Int, rank: Int, _ value: @escaping (Row) -> (text: String, style: Style)
    ) -> ListColumn {
        ListColumn(title: title, width: width, widest: width, isNumber: true, rank: rank) {
            let (text, style) = value($0)
            return StyledText(text, style)
        }
    }

    static func words(
        _ title: String, _ width: Int, upTo widest: Int = 0, rank: Int,
        _ value: @escaping (Row) -> (text: String, style: Style)
    ) -> ListColumn {
        ListColumn(title: title, width: width, widest: max(width, widest), isNumber: false, rank: rank) {
            let (text, style) = value($0)
            return StyledText(text, style)
        }
    }

    /// A bar or a graph of this width.
    static func picture(
        _ title: String, _ width: Int, rank: Int, _ value: @escaping (Row) -> StyledText
    ) -> ListColumn {
        ListColumn(title: title, width: width, widest: width, isNumber: false, rank: rank, value: value)
    }

    /// Those that fit into `width`, in the order in which they stand; what is left over goes to those that can use it.
    static func fitting(_ columns: [ListColumn], width: Int) -> [ListColumn] {
        var used = 0
        var chosen: Set<Int> = []
        for (index, column) in columns.enumerated().sorted(by: {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }) {
            guard used + column.width + 1 <= width else { break }
            chosen.insert(index)
            used += column.width + 1
        }
        var result = columns.indices.filter(chosen.contains).map { columns[$0] }
        var spare = width - used
        for index in result.indices.sorted(by: { (result[$0].rank, $0) < (result[$1].rank, $1) }) {
            let more = max(0, min(spare, result[index].widest - result[index].width))
            result[index].width += more
            spare -= more
        }
        return result
    }
}

/// What a cell of a list says: dim where that is not known, and nothing where there is none.
enum ListCell {
    static func count(_ count: Int, _ alarming: Style = .plain) -> (text: String, style: Style) {
        count == 0 ? ("", .dim) : (Formatting.shortTokens(count), alarming)
    }

    static func number(_ text: String) -> (text: String, style: Style) {
        (text, text == Formatting.unknown ? .dim : .plain)
    }
}

/// A list with columns. Before them stand `>` on the selected row and a letter on one with a problem.
struct ListTable<Row> {
    var columns: [ListColumn<Row>]
    /// By name, as the cursor has them.
    var rows: [String: Row]
    var mark: (Row) -> (letter: String, style: Style)?
    /// What stands there while there is no row.
    var emptyHint: String
    var cursor: ListCursor
    var symbols: Symbols

    /// Columns of the screen for the two marks and a space.
    private static var markWidth: Int { 3 }

    func draw(into grid: inout CellGrid, header: Area, rows area: Area) {
        guard !area.isEmpty else { return }
        let columns = ListColumn.fitting(columns, width: area.width - Self.markWidth)
        var heading = StyledText(String(repeating: " ", count: Self.markWidth))
        for column in columns {
            heading.append(field: column.title, width: column.width, right: column.isNumber, .dim)
            heading.append(" ")
        }
        grid.drawLine(heading, in: header, symbols: symbols)
        guard !cursor.names.isEmpty else {
            grid.drawWrapped(emptyHint, .dim, in: area.inset(left: Self.markWidth, right: 1), symbols: symbols)
            return
        }
        let top = ListWindow.top(
            cursor.top, selected: cursor.index ?? 0, count: cursor.names.count, visible: area.height)
        for (offset, name) in cursor.names.dropFirst(top).prefix(area.height).enumerated() {
            guard let row = rows[name] else { continue }
            draw(row, columns, isSelected: name == cursor.selection, into: &grid, in: area.row(offset))
        }
    }

    private func draw(
        _ row: Row, _ columns: [ListColumn<Row>], isSelected: Bool, into grid: inout CellGrid, in area: Area
    ) {
        if isSelected { grid.draw(symbols.selected, .key, x: area.x, y: area.y, in: area) }
        if let mark = mark(row) { grid.draw(mark.letter, mark.style, x: area.x + 1, y: area.y, in: area) }
        var x = area.x + Self.markWidth
        for column in columns {
            let text = column.value(row)
            let field = Area(x: x, y: area.y, width: column.width, height: 1).intersection(area)
            let indent = column.isNumber ? max(0, column.width - text.width) : 0
            grid.draw(text, x: x + indent, y: area.y, in: field, cut: symbols.cut)
            x += column.width + 1
        }
        if isSelected { grid.restyle(area) { $0.isSelected = true } }
    }
}
