import Monitoring

/// A ``TextPage``. Covers the whole screen but for the problem counters in its first line.
struct TextPageOverlay {
    var page: TextPage
    var view: ViewState
    var snapshot: MonitorSnapshot

    func maximumTop(_ size: Size) -> Int {
        max(0, rows(width: size.width).count - max(1, size.height - HelpOverlay.frameRows))
    }

    func draw(into grid: inout CellGrid) {
        var rest = grid.area
        grid.fill(rest)
        let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems).line(width: rest.width - 8)
        grid.drawTitle(
            StyledText(" \(page.title)", .title), counters: counters, in: rest.removeTop(1), symbols: view.symbols)
        grid.drawRule(in: rest.removeTop(rest.height > 3 ? 1 : 0), symbols: view.symbols)
        grid.drawLine(StyledText(" j k move, Esc closes", .dim), in: rest.removeBottom(1), symbols: view.symbols)
        let rows = rows(width: rest.width)
        let top = min(page.top, max(0, rows.count - rest.height))
        for row in rows.dropFirst(top) where !rest.isEmpty {
            grid.drawLine(row.styled(), in: rest.removeTop(1), symbols: view.symbols)
        }
    }

    private func rows(width: Int) -> [DetailRow] {
        page.lines.flatMap { line in
            let indent = line.text.prefix { $0 == " " }.count
            let lead = StyledText(String(repeating: " ", count: indent + 1))
            return DetailRow.wrapped(
                Array(line.text.utf8.dropFirst(indent))[...], width: width, lead: lead, style: style(line.emphasis))
        }
    }

    private func style(_ emphasis: TextPage.Emphasis) -> Style {
        switch emphasis {
        case .plain: .plain
        case .heading: .title
        case .good: .good
        case .bad: .warning
        case .dim: .dim
        }
    }
}
