/// A list to choose from, in a box.
struct PickerBox {
    var picker: Picker
    var view: ViewState

    func draw(into grid: inout CellGrid) {
        var room = grid.area
        _ = room.removeTop(grid.size.height > 12 ? 6 : 2)
        let items = picker.items(view)
        let width = min(34, room.width)
        let hint = picker.kind == .columns ? "Space on, off  Esc done" : "Enter takes  I inverts  Esc done"
        guard room.height >= 4 else { return }
        let box = room.centered(width: width, height: min(items.count + 3, room.height))
        grid.drawFrame(box, symbols: view.symbols, .title)
        grid.draw(" \(picker.title) ", .title, x: box.x + 2, y: box.y, in: box)
        let rows = Area(x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 3)
        grid.draw(hint, .dim, x: box.x + 1, y: box.maxY - 2, in: box.inset(left: 1, right: 1), cut: view.symbols.cut)
        let top = ListWindow.top(0, selected: picker.index, count: items.count, visible: rows.height)
        for (offset, item) in items.dropFirst(top).prefix(rows.height).enumerated() {
            let row = rows.row(offset)
            let mark = item.isOn ? (picker.kind == .columns ? "x" : view.sort.goesUp ? "^" : "v") : " "
            grid.draw(" \(mark) \(item.title)", item.isOn ? .title : .plain, x: row.x, y: row.y, in: row)
            if top + offset == picker.index { grid.restyle(row) { $0.isSelected = true } }
        }
    }
}

extension CellGrid {
    /// An empty box.
    mutating func drawFrame(_ box: Area, symbols: Symbols, _ style: Style) {
        fill(box)
        guard box.width > 1, box.height > 1 else { return }
        for y in [box.y, box.maxY - 1] {
            fill(Area(x: box.x, y: y, width: box.width, height: 1), symbols.horizontal, style)
        }
        for x in [box.x, box.maxX - 1] {
            fill(Area(x: x, y: box.y, width: 1, height: box.height), symbols.vertical, style)
        }
        let places = [(box.x, box.y), (box.maxX - 1, box.y), (box.x, box.maxY - 1), (box.maxX - 1, box.maxY - 1)]
        for (place, corner) in zip(places, symbols.corners) {
            draw(corner, style, x: place.0, y: place.1, in: box)
        }
    }
}
