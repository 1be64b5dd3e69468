import Monitoring

/// The model's text beside what the client got; on wide screens beside that, what the request's tools say to it.
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

    /// Columns for the link mark and a space, in each pane.
    private static let gutter = 3

    func panes(_ area: Area) -> [RewritePane] { RewritePane.visible(width: area.width) }

    /// The panes' areas, with a column between two of them.
    private func areas(_ area: Area) -> [Area] {
        let panes = panes(area)
        let moved = view.borders.moved(border(area))
        guard panes.count > 2 else {
            let width = max(1, (area.width - 1) / 2) + moved
            let left = Area(x: area.x, y: area.y, width: width, height: area.height)
            return [
                left, Area(x: left.maxX + 1, y: area.y, width: area.width - width - 1, height: area.height),
            ]
        }
        let width = widthOfThree(area)
        return [
            Area(x: area.x, y: area.y, width: width + moved, height: area.height),
            Area(x: area.x + width + moved + 1, y: area.y, width: width - moved, height: area.height),
            Area(x: area.x + 2 * width + 2, y: area.y, width: area.width - 2 * width - 2, height: area.height),
        ]
    }

    /// Of the first and the second of three: the check's lines are the longest.
    private func widthOfThree(_ area: Area) -> Int { (area.width - 2) * 31 / 100 }

    /// What each of two panes keeps when the border between them is moved.
    private static let leastColumns = 16

    func border(_ area: Area) -> PaneBorders.Movable? {
        let isThree = panes(area).count > 2
        let natural = isThree ? widthOfThree(area) : max(1, (area.width - 1) / 2)
        let both = isThree ? 2 * natural : area.width - 1
        return PaneBorders.Movable(
            .rewrite, natural: natural, room: (Self.leastColumns, both - Self.leastColumns))
    }

    /// The pane at column `x`.
    func pane(at x: Int, _ area: Area) -> RewritePane? {
        zip(panes(area), areas(area)).first { x >= $1.x && x < $1.maxX }?.0
    }

    /// Columns for the place in the raw text, where there is room for it.
    private func offsetWidth(_ area: Area) -> Int {
        guard panes(area).count > 2 else { return 0 }
        let longest = detail?.transcripts.values.map(\.raw.count).max() ?? 0
        return (longest > 0xFFFF ? 5 : 4) + 1
    }

    /// What its rows are made of; `nil` while that is not known.
    func source(_ area: Area) -> RewriteRows.Source? {
        guard let detail, let request else { return nil }
        let areas = areas(area)
        func room(_ index: Int) -> Int { max(2, areas[index].width - Self.gutter - 1) }
        return RewriteRows.Source(
            id: request.id, receivedAt: request.receivedAt, transcripts: detail.transcripts, calls: request.calls,
            openCalls: detail.openCalls, repeats: detail.repeats, tools: detail.prompt?.tools,
            finishReason: request.finishReason, backendFinishReason: request.backendFinishReason, symbols: view.symbols,
            widths: RewriteRows.Widths(
                said: max(2, room(0) - offsetWidth(area)), got: room(1), check: areas.count > 2 ? room(2) : nil),
            wraps: view.wraps, isRaw: view.showsRawArguments,
            isBroken: request.phase == .failed || request.phase == .cancelled || request.hasUnfinishedCall)
    }

    /// The call that stands where the pane is scrolled to: the first that can be seen, the last one at the end; of what is
    /// seen none, the one before.
    func currentCall(_ rows: RewriteRows, visible: Int) -> CallView? {
        if view.scroll.sticksToEnd, view.rewrite.isLocked { return rows.calls.last }
        var top = view.scroll.top
        if !view.rewrite.isLocked, let scroll = view.rewrite.scrolls[view.rewrite.focus] {
            top = rows.row(of: scroll.top, in: view.rewrite.focus)
        }
        let found = rows.firstCall(in: top..<top + max(1, visible)) ?? rows.lastCall(upTo: top)
        return rows.calls.first { $0.place == found?.place } ?? rows.calls.first
    }

    func draw(_ rows: RewriteRows?, into grid: inout CellGrid, heading: Area, body: Area) {
        drawHeading(into: &grid, heading)
        let areas = areas(body)
        for area in areas.dropLast() {
            grid.fill(
                Area(x: area.maxX, y: heading.y, width: 1, height: heading.height + body.height),
                view.symbols.vertical, .frame)
        }
        guard let rows else {
            grid.drawLine(StyledText(" waiting for the text ...", .dim), in: areas[0], symbols: view.symbols)
            return
        }
        if rows.isEmpty || detail?.transcripts.isEmpty != false {
            grid.drawLine(StyledText(" " + missingWords, .dim), in: areas[0], symbols: view.symbols)
            if let failure = request?.failure { draw(failure, into: &grid, in: areas[1]) }
        }
        if rows.calls.isEmpty, areas.count > 2 {
            let words = request?.toolCount == 0 ? "no tools were declared: text is never a call" : "no call to check"
            grid.drawLine(StyledText(" " + words, .dim), in: areas[2], symbols: view.symbols)
        }
        for (pane, area) in zip(panes(body), areas) {
            let scroll = view.rewrite.isLocked ? view.scroll : view.rewrite.scrolls[pane] ?? view.scroll
            let count = view.rewrite.isLocked ? rows.count : rows.count(in: pane)
            let top = min(scroll.top, max(0, count - body.height))
            let offsetWidth = pane == .said ? offsetWidth(body) : 0
            for (offset, place) in (top..<count).prefix(body.height).enumerated() {
                let row = view.rewrite.isLocked ? place : rows.row(of: place, in: pane)
                draw(rows[row], pane, into: &grid, area.row(offset), offsetWidth: offsetWidth)
            }
        }
    }

    /// Those of `indices` in which `pattern` can be read in any pane, all of them locked.
    func matches(of pattern: String, in rows: RewriteRows, among indices: [Int], _ body: Area) -> [Int] {
        var line = SearchedLine(width: body.width, pattern: pattern)
        let row = Area(x: 0, y: 0, width: body.width, height: 1)
        let parts = zip(panes(row), areas(row)).map { ($0, $1, $0 == .said ? offsetWidth(row) : 0) }
        return indices.filter { index in
            let content = rows[index]
            return line.matches { grid, _ in
                for (pane, area, offsetWidth) in parts {
                    if area.maxX < body.width {
                        grid.fill(Area(x: area.maxX, y: 0, width: 1, height: 1), view.symbols.vertical)
                    }
                    draw(content, pane, into: &grid, area, offsetWidth: offsetWidth)
                }
            }
        }
    }

    /// Why there is no text.
    private var missingWords: String {
        if detail?.keepsBodies == false { return PromptWording.switchedOff }
        if request?.phase.isRunning == true { return "nothing written yet" }
        return request?.failure != nil && request?.writtenTokens == nil ? "the model wrote nothing" : "no text was kept"
    }

    /// What the client got in place of an answer.
    private func draw(_ failure: RequestFailure, into grid: inout CellGrid, in area: Area) {
        let status = request?.status.map { $0 > 0 ? "\($0) " : "" } ?? ""
        var room = area.inset(left: Self.gutter, right: 1)
        let title = StyledText("error \(status)\(failure.code)", .failure)
        grid.drawLine(title, in: room.removeTop(1), symbols: view.symbols)
        grid.drawWrapped(failure.message, .plain, in: room, symbols: view.symbols)
    }

    private func draw(
        _ row: RewriteRows.Row, _ pane: RewritePane, into grid: inout CellGrid, _ area: Area, offsetWidth: Int
    ) {
        if let link = row.link, pane != .check {
            grid.draw(link.mark, link.style, x: area.x, y: area.y, in: area)
        }
        var room = area.inset(left: pane == .check ? 1 : Self.gutter, right: 1)
        if offsetWidth > 0 {
            if let offset = row.offset {
                let digits = String(offset, radix: 16)
                let padding = String(repeating: "0", count: max(0, offsetWidth - 1 - digits.utf8.count))
                grid.draw(StyledText(padding + digits, .dim), x: room.x, y: room.y, in: room)
            }
            room = room.inset(left: offsetWidth, right: 0)
        }
        guard let content = row[pane] else { return }
        let column = view.wraps ? 0 : view.scroll.column
        let text = column > 0 ? content.styled.dropping(columns: column) : content.styled
        grid.draw(text, x: room.x, y: room.y, in: room, cut: view.symbols.cut)
    }

    // MARK: Headings

    private func drawHeading(into grid: inout CellGrid, _ area: Area) {
        guard !area.isEmpty else { return }
        let areas = areas(area)
        for (pane, area) in zip(panes(area), areas) {
            let hasFocus = !view.rewrite.isLocked && view.rewrite.focus == pane
            var line = StyledText(areas.count > 2 ? " \(pane.letter)  " : hasFocus ? "  " : "   ", .dim)
            line.append(hasFocus ? "[\(pane.title)]" : pane.title, hasFocus ? .title.selected : .title)
            line.append(note(on: pane))
            grid.drawLine(line, right: newRows(in: pane), in: area, symbols: view.symbols)
        }
    }

    private func note(on pane: RewritePane) -> StyledText {
        switch pane {
        case .said:
            guard let request, let count = request.writtenTokens else { return StyledText() }
            return StyledText(
                " (\(Formatting.estimate(Formatting.tokens(count), request.isOutputCounted)) tok)", .dim)
        case .got:
            guard detail?.transcripts.isEmpty == false || request?.phase.isRunning == true else { return StyledText() }
            let parts = detail?.transcripts.values.reduce(0) { $0 + $1.parts.count } ?? 0
            return StyledText(parts == 1 ? " (1 part)" : " (\(parts) parts)", .dim)
        case .check:
            return StyledText()
        }
    }

    private func newRows(in pane: RewritePane) -> StyledText {
        let count: Int
        if view.rewrite.isLocked {
            count = pane == .said ? view.scroll.newRows : 0
        } else {
            count = view.rewrite.scrolls[pane]?.newRows ?? 0
        }
        return count > 0 ? StyledText("+\(count) new lines ", .warning) : StyledText()
    }
}
