/// A list to choose from, in a box.
struct PickerBox {
    var picker: Picker
    var view: ViewState

    /// The box on a screen of this size, and the rows inside of it.
    private func places(_ size: Size, count: Int) -> (box: Area, rows: Area) {
        var room = Area(size)
        _ = room.removeTop(size.height > 12 ? 5 : 2)
        guard room.height >= 4 else { return (Area(Size(width: 0, height: 0)), Area(Size(width: 0, height: 0))) }
        let isWide = picker.kind != .sort && picker.kind != .columns
        let box = room.centered(width: isWide ? 44 : 34, height: count + 3)
        return (box, Area(x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 3))
    }

    private func top(_ count: Int, _ rows: Area) -> Int {
        ListWindow.top(0, selected: picker.index, count: count, visible: rows.height)
    }

    /// The item that stands at a place of the screen.
    func index(x: Int, y: Int, size: Size) -> Int? {
        let count = picker.items(view).count
        let rows = places(size, count: count).rows
        let index = top(count, rows) + y - rows.y
        return rows.contains(x: x, y: y) && index < count ? index : nil
    }

    func draw(into grid: inout CellGrid) {
        let items = picker.items(view)
        let (box, rows) = places(grid.size, count: items.count)
        let hint =
            switch picker.kind {
            case .columns: "Space on, off  Esc done"
            case .sort: "Enter takes  I inverts  Esc done"
            case .export: "Enter writes  Esc leaves"
            case .copy: "letter or Enter copies"
            case .resend: "Enter sends  Esc leaves"
            }
        guard !box.isEmpty else { return drawLines(items, hint: hint, into: &grid) }
        grid.drawFrame(box, symbols: view.symbols, .title)
        grid.draw(" \(picker.title) ", .title, x: box.x + 2, y: box.y, in: box)
        grid.draw(hint, .dim, x: box.x + 1, y: box.maxY - 2, in: box.inset(left: 1, right: 1), cut: view.symbols.cut)
        let top = top(items.count, rows)
        if items.count > rows.height {
            let place = " \(top + 1)-\(top + rows.height) of \(items.count) "
            grid.draw(place, .dim, x: box.maxX - 2 - place.utf8.count, y: box.maxY - 1, in: box)
        }
        for (offset, item) in items.dropFirst(top).prefix(rows.height).enumerated() {
            let row = rows.row(offset)
            grid.draw(" \(mark(item)) \(item.title)", item.isOn ? .title : .plain, x: row.x, y: row.y, in: row)
            if top + offset == picker.index { grid.restyle(row) { $0.isSelected = true } }
        }
    }
}

extension PickerBox {
    private func mark(_ item: Picker.Item) -> String {
        item.isOn ? (picker.kind == .columns ? "x" : view.sort.goesUp ? "^" : "v") : " "
    }

    /// Where there is no room for a box: the row under the cursor, and below it what can be done.
    private func drawLines(_ items: [Picker.Item], hint: String, into grid: inout CellGrid) {
        var screen = grid.area
        var rest = screen.removeBottom(2)
        grid.fill(rest)
        guard items.indices.contains(picker.index) else { return }
        let item = items[picker.index]
        let line = StyledText(" \(picker.title): ", .key) + StyledText("\(mark(item)) \(item.title)", .title)
        grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        grid.drawLine(StyledText(" " + hint, .dim), in: rest, symbols: view.symbols)
    }
}

extension CellGrid {
    /// An empty box.
    mutating func drawFrame(_ box: Area, symbols: Symbols, _ style: Style) {
        fill(box)
        drawBorder(box, symbols: symbols, style)
    }
}
