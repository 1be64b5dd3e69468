import Monitoring

/// What `:` offers, in a box above the line that is typed.
struct PaletteBox {
    var items: [Palette.Item]
    /// The row that Enter takes.
    var index: Int
    var symbols: Symbols

    private static let maximumRows = 9
    private static let widest = 76
    private static let titleWidth = 28

    /// `bottom`: the row above which it stands.
    func draw(into grid: inout CellGrid, above bottom: Int) {
        let rows = min(Self.maximumRows, items.count, bottom - 4)
        guard rows > 0, grid.size.width >= 40 else { return }
        let width = min(Self.widest, grid.size.width)
        let box = Area(x: 0, y: bottom - rows - 2, width: width, height: rows + 2)
        grid.drawFrame(box, symbols: symbols, .frame)
        let top = ListWindow.top(0, selected: index, count: items.count, visible: rows)
        let number = items.indices.contains(index) ? "\(index + 1) of \(items.count)" : String(items.count)
        let place = items.count > rows ? StyledText(number, .dim) : StyledText()
        Frame(title: StyledText("commands, sessions, tools, requests", .dim), footNote: place)
            .draw(into: &grid, in: box, symbols: symbols)
        for (offset, item) in items.dropFirst(top).prefix(rows).enumerated() {
            let row = Frame.inner(box).row(offset)
            draw(item, into: &grid, in: row)
            if top + offset == index {
                grid.draw(symbols.selected, .key, x: row.x, y: row.y, in: row)
                grid.restyle(row) { $0.isSelected = true }
            }
        }
    }

    private func draw(_ item: Palette.Item, into grid: inout CellGrid, in row: Area) {
        var title = row.inset(left: 2, right: 1)
        let words = Self.marked(item)
        let rest = title.width - max(Self.titleWidth, words.width + 2)
        title.width = min(title.width, max(Self.titleWidth, words.width))
        grid.drawLine(words, in: title, symbols: symbols)
        guard rest > 6 else { return }
        let detail = Area(x: row.maxX - 1 - rest, y: row.y, width: rest, height: 1)
        grid.drawLine(StyledText(item.detail, .dim), in: detail, symbols: symbols)
    }

    /// The letters that were typed stand out.
    private static func marked(_ item: Palette.Item) -> StyledText {
        let places = Set(item.places)
        var text = StyledText()
        var offset = 0
        for character in item.title {
            let isHit = places.contains(offset)
            text.append(String(character), isHit ? .key : .plain)
            offset += character.utf8.count
        }
        return text
    }
}
