/// Asks before something is done; stands over the list and leaves the counters above it to be seen.
struct ConfirmationBox {
    var confirmation: Confirmation
    var view: ViewState

    func draw(into grid: inout CellGrid) {
        var room = grid.area
        _ = room.removeTop(grid.size.height > 12 ? 6 : 2)
        let answers =
            StyledText("y", .key) + StyledText(" yes   ", .dim) + StyledText("n", .key) + StyledText(" no", .dim)
        let width = max(
            CellWidth.columns(of: confirmation.question), CellWidth.columns(of: confirmation.consequence), answers.width
        )
        guard room.height >= 6, room.width >= 24 else {
            drawPlain(into: &grid, in: room, answers)
            return
        }
        let textWidth = min(width, room.width - 6)
        let question = wrapped(confirmation.question, textWidth, .title)
        let consequence = wrapped(confirmation.consequence, textWidth, .plain)
        // The answers are always there; the explanation gives way.
        let words = (question + consequence).prefix(room.height - 3)
        let gap = words.count + 4 <= room.height ? [StyledText()] : []
        let lines = words + gap + [answers]
        let box = room.centered(width: textWidth + 4, height: lines.count + 2)
        grid.drawFrame(box, symbols: view.symbols, .warning)
        for (offset, line) in lines.enumerated() {
            let inner = Area(x: box.x + 2, y: box.y + 1 + offset, width: box.width - 4, height: 1)
            grid.drawLine(line, in: inner, symbols: view.symbols)
        }
    }

    private func wrapped(_ text: String, _ width: Int, _ style: Style) -> [StyledText] {
        let bytes = Array(text.utf8)
        return TextWrap.rows(bytes, width: max(2, width)).map { TextWrap.text(bytes[$0], style) }
    }

    /// For screens without room for a box: the question and the answers in the last lines.
    private func drawPlain(into grid: inout CellGrid, in area: Area, _ answers: StyledText) {
        var rest = area
        grid.fill(rest)
        let last = rest.removeBottom(1)
        grid.drawLine(StyledText(confirmation.question, .title), in: rest, symbols: view.symbols)
        grid.drawLine(answers, in: last, symbols: view.symbols)
    }
}
