import Monitoring

/// A line that is being typed, in the last rows of the screen; the list above it changes with it.
///
///      filter> agent:aider ttft>2q_                                   5 of 189
///                               ^
///      ttft has no unit "q"; there are ms, s, m, h
struct PromptLines {
    var prompt: Prompt
    var view: ViewState
    var snapshot: MonitorSnapshot

    /// Up to here the count does not stand beside the line.
    private static let narrowColumns = 40

    func draw(into grid: inout CellGrid) {
        var area = grid.area
        // The counters of the smallest screen stand in its first two lines.
        let rows = grid.size.height >= 8 ? 3 : grid.size.height >= 4 ? 2 : 1
        area = area.removeBottom(rows)
        grid.fill(area)
        drawPalette(into: &grid, above: area.y)
        var rest = area
        let start = drawLine(into: &grid, in: rest.removeTop(1), showsProblem: rows == 1)
        if rows == 3 {
            let middle = rest.removeTop(1)
            if let column = prompt.problem?.column {
                drawCaret(into: &grid, in: middle, column: column, start: start)
            } else if let completion = prompt.completion, prompt.paletteText == nil || area.y < 9 {
                draw(completion, into: &grid, in: middle)
            }
        }
        grid.drawLine(
            StyledText(" ") + footnote(isNarrow: grid.size.width <= Self.narrowColumns), in: rest, symbols: view.symbols
        )
    }

    private func drawPalette(into grid: inout CellGrid, above bottom: Int) {
        guard bottom >= 9, let text = prompt.paletteText else { return }
        let items = Palette(view: view, snapshot: snapshot).items(text)
        PaletteBox(items: items, index: prompt.completion?.index ?? (text.isEmpty ? -1 : 0), symbols: view.symbols)
            .draw(into: &grid, above: bottom)
    }

    private var label: String {
        switch prompt.kind {
        case .filter: " filter> "
        case .search: " /"
        case .command: " :"
        }
    }

    /// Returns the column of the screen in which the text begins; what is scrolled out at the left counts.
    private func drawLine(into grid: inout CellGrid, in area: Area, showsProblem: Bool) -> Int {
        let right = showsProblem && prompt.problem != nil ? StyledText("?", .warning) : count
        var room = area
        room.width -= right.width > 0 && area.width > Self.narrowColumns ? right.width + 2 : 0
        if room.width < area.width { grid.draw(right, x: room.maxX + 1, y: area.y, in: area) }
        let start = grid.draw(label, .key, x: room.x, y: room.y, in: room)
        let field = Area(x: start, y: room.y, width: room.maxX - start, height: 1)
        let hidden = max(0, width(upTo: prompt.line.cursor) + 2 - field.width)
        grid.draw(styled.dropping(columns: hidden), x: field.x, y: field.y, in: field)
        return start - hidden
    }

    /// The text with the character under the cursor in reverse.
    private var styled: StyledText {
        let characters = prompt.line.characters
        let cursor = prompt.line.cursor
        var text = StyledText(prompt.line.beforeCursor)
        text.append(cursor < characters.count ? String(characters[cursor]) : " ", Style.plain.selected)
        if cursor < characters.count { text.append(String(characters[(cursor + 1)...])) }
        return text
    }

    private func width(upTo count: Int) -> Int { CellWidth.columns(of: String(prompt.line.characters.prefix(count))) }

    private var count: StyledText {
        if prompt.kind == .search {
            if view.search?.isMissing == true { return StyledText("not found", .warning) }
            return StyledText(view.search?.words ?? "", .dim)
        }
        guard prompt.kind == .filter else { return StyledText() }
        let progress = view.lookup.words(of: snapshot.requests).map { "  \($0)" } ?? ""
        return StyledText("\(view.order.ids.count) of \(snapshot.requests.count)\(progress)", .dim)
    }

    private func drawCaret(into grid: inout CellGrid, in area: Area, column: Int, start: Int) {
        grid.draw("^", .warning, x: start + width(upTo: column), y: area.y, in: area)
    }

    /// The candidates from the one that stands in the line on, as far as there is room.
    private func draw(_ completion: Prompt.Completion, into grid: inout CellGrid, in area: Area) {
        var line = StyledText(" ")
        let candidates = completion.candidates
        for offset in candidates.indices where line.width < area.width {
            let index = (completion.index + offset) % candidates.count
            line.append(candidates[index], offset == 0 ? Style.plain.selected : .dim)
            line.append("  ")
        }
        grid.draw(line, x: area.x, y: area.y, in: area, cut: view.symbols.cut)
    }

    /// `isNarrow`: the count had no room beside the line.
    private func footnote(isNarrow: Bool) -> StyledText {
        if let problem = prompt.problem { return StyledText(problem.message, .warning) }
        if isNarrow, count.width > 0 { return count }
        switch prompt.kind {
        case .filter:
            let fields = FilterField.allCases.map(\.rawValue).joined(separator: " ")
            return StyledText(
                "body:TEXT in prompts, answers  session=s1 exactly  bad near error ...  ! | ( )  fields: ", .dim)
                + StyledText(fields, .dim)
        case .search: return StyledText("Enter keeps the place, Esc goes back; then n N", .dim)
        case .command where prompt.paletteText != nil:
            return StyledText("letters of a name, in their order; Enter takes it, Tab the next, Up recalls", .dim)
        case .command: return StyledText("Tab completes, Up recalls, Esc leaves", .dim)
        }
    }
}
