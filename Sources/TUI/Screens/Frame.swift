/// A box with words in its frame: what it shows at the top left, and what else is to be said in the other corners.
///
///     ╭ gen 41.8 t/s ──────── peak 146 ╮
///     │                                │
///     ╰ -60s ──────────────────── now ─╯
struct Frame {
    var title = StyledText()
    var note = StyledText()
    var foot = StyledText()
    var footNote = StyledText()
    var style = Style.frame

    /// What is inside of the frame.
    static func inner(_ area: Area) -> Area {
        Area(
            x: area.x + min(1, area.width), y: area.y + min(1, area.height), width: area.width - 2,
            height: area.height - 2)
    }

    func draw(into grid: inout CellGrid, in area: Area, symbols: Symbols) {
        guard area.width > 1, area.height > 1 else { return }
        grid.drawBorder(area, symbols: symbols, style)
        drawWords(title, note, into: &grid, in: area.row(0), symbols: symbols)
        drawWords(foot, footNote, into: &grid, in: area.row(area.height - 1), symbols: symbols)
    }

    /// The left words win.
    private func drawWords(
        _ left: StyledText, _ right: StyledText, into grid: inout CellGrid, in row: Area, symbols: Symbols
    ) {
        let room = row.inset(left: 1, right: 1)
        var end = room.x
        if left.width > 0, room.width > 3 {
            end = grid.draw(StyledText(" ") + left + StyledText(" "), x: room.x, y: room.y, in: room, cut: symbols.cut)
        }
        guard right.width > 0, end + right.width + 3 <= room.maxX else { return }
        grid.draw(StyledText(" ") + right + StyledText(" "), x: room.maxX - right.width - 2, y: room.y, in: room)
    }
}

extension CellGrid {
    /// Lines around `box`; what is inside stays.
    mutating func drawBorder(_ box: Area, symbols: Symbols, _ style: Style) {
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
