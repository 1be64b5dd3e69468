import ProxyEngine

/// Searching needs the rows as they are drawn, so it waits for the layout.
extension ViewState {
    mutating func searchText(of detail: DetailScreen, _ size: Size) {
        guard search?.step != nil else { return }
        let found = search?.advance(from: scroll.top, count: scroll.rows) { detail.rows($0.lowerBound, size: size) }
        if let found { scroll.show(row: found) }
        reportMissing()
    }

    mutating func searchHelp(_ help: HelpOverlay, _ size: Size) {
        guard search?.step != nil, case .help(let top) = overlay else { return }
        let lines = help.lines(width: size.width)
        let found = search?.advance(from: top, count: lines.count) { range in
            var grid = CellGrid(size: Size(width: size.width, height: range.count))
            for (y, line) in lines[range].enumerated() {
                grid.draw(line, x: 0, y: y, in: grid.area)
            }
            return (0..<range.count).map { y in (0..<size.width).map { grid[$0, y] } }
        }
        if let found { overlay = .help(top: min(found, help.maximumTop(size))) }
        reportMissing()
    }

    private mutating func reportMissing() {
        guard prompt == nil, let search, search.isMissing else { return }
        message = Message("\"\(search.pattern)\" is not in this text")
    }
}

extension DetailScroll {
    /// Brings a row into sight, a third from the top if it was not.
    mutating func show(row: Int) {
        if row < top || row >= top + visible { top = min(max(0, row - visible / 3), maximumTop) }
        if sticksToEnd { rowsSeen = rows }
        sticksToEnd = top == maximumTop && maximumTop == 0
    }
}

extension DetailScreen {
    /// Rows that are drawn at a time when the text is searched.
    private static let searchedRows = 1_000

    /// Some rows of the scrolled text from `top` on, as they are drawn on a screen of this width.
    func rows(_ top: Int, size: Size) -> [[Cell]] {
        var tall = self
        tall.view.scroll.top = top
        tall.view.scroll.sticksToEnd = false
        let size = Size(width: size.width, height: size.height + Self.searchedRows)
        var grid = CellGrid(size: size)
        tall.draw(into: &grid)
        let body = layout(size).body
        return (body.y..<body.maxY).map { y in (body.x..<body.maxX).map { grid[$0, y] } }
    }
}
