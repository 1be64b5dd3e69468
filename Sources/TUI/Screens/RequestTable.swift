import Monitoring

/// The list of requests. Before the columns stand `>` on the selected row and a letter on one with a problem.
struct RequestTable {
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// Columns for the two marks and a space.
    private static let markWidth = 3

    func columns(width: Int) -> [RequestColumn] {
        RequestColumn.columns(
            width: width - Self.markWidth, idWidth: idWidth, sessionWidth: snapshot.widestSession,
            hasManyModels: hasManyModels,
            hasProxies: (snapshot.proxies?.count ?? 0) > 1,
            hasManyBackends: snapshot.backends.count > max(1, snapshot.proxies?.count ?? 1),
            hasSubjects: snapshot.requests.isEmpty || snapshot.requests.contains { $0.about != nil },
            wanted: view.columns)
    }

    /// The column that stands at `x` of a list of this width.
    func column(at x: Int, width: Int) -> RequestColumn.Kind? {
        var end = Self.markWidth
        for column in columns(width: width) {
            end += column.width + 1
            if x < end { return column.kind }
        }
        return nil
    }

    func draw(into grid: inout CellGrid, header: Area, rows area: Area) {
        guard !area.isEmpty else { return }
        let columns = columns(width: area.width)
        var heading = StyledText(String(repeating: " ", count: Self.markWidth))
        for column in columns {
            let isSorted = column.kind == view.sort.column
            heading.append(
                field: column.title, width: column.width, right: column.isNumber, isSorted ? .key : .dim)
            if isSorted { heading.append(view.symbols.sorted(up: view.sort.goesUp), .key) } else { heading.append(" ") }
        }
        grid.drawLine(heading, in: header, symbols: view.symbols)
        let ids = view.order.ids
        guard !ids.isEmpty else {
            let hint =
                snapshot.requests.isEmpty
                ? noRequestYet
                : "none of \(Formatting.count(snapshot.requests.count, "request")) fits the filter: \(view.filter.text)"
            grid.drawWrapped(hint, .dim, in: area.inset(left: Self.markWidth, right: 1), symbols: view.symbols)
            return
        }
        let selected = view.selection.flatMap { ids.firstIndex(of: $0) } ?? 0
        let top = ListWindow.top(view.listTop, selected: selected, count: ids.count, visible: area.height)
        let seen = ids.dropFirst(top).prefix(area.height)
        let places = Dictionary(zip(seen, 0...)) { first, _ in first }
        // By index: the rows are large, and nearly all of them are not to be seen.
        for index in snapshot.requests.indices {
            guard let offset = places[snapshot.requests[index].id] else { continue }
            draw(snapshot.requests[index], columns, into: &grid, in: area.row(offset))
        }
    }

    private func draw(
        _ request: RequestSummary, _ columns: [RequestColumn], into grid: inout CellGrid, in row: Area
    ) {
        let isSelected = request.id == view.selection
        let isOver = request.phase == .cancelled || request.lastKnownAt != nil
        if isSelected { grid.draw(view.symbols.selected, .key, x: row.x, y: row.y, in: row) }
        if let mark = request.mark { grid.draw(mark.letter, mark.style, x: row.x + 1, y: row.y, in: row) }
        if view.tags.contains(request.id) {
            grid.draw(view.symbols.tag, .key, x: row.x + 2, y: row.y, in: row)
        } else if view.notes[request.id] != nil {
            grid.draw(view.symbols.note, .warning, x: row.x + 2, y: row.y, in: row)
        }
        var x = row.x + Self.markWidth
        for column in columns {
            var text = column.text(of: request, now: snapshot.now, symbols: view.symbols)
            if isOver { text = text.restyled(.dim) }
            if column.kind == .about, let note = view.notes[request.id] { text = StyledText(note, .warning) }
            let field = Area(x: x, y: row.y, width: column.width, height: 1).intersection(row)
            let indent = column.isNumber ? max(0, column.width - text.width) : 0
            grid.draw(text, x: x + indent, y: row.y, in: field, cut: view.symbols.cut)
            x += column.width + 1
        }
        if isSelected { grid.restyle(row) { $0.isSelected = true } }
    }

    private var noRequestYet: String {
        if snapshot.replay != nil { return "no request yet" }
        if (snapshot.proxies?.count ?? 0) > 1 { return "no request yet at any of the proxies" }
        return "no request yet: point a client at \(Formatting.url(snapshot.listening))/v1"
    }

    private var hasManyModels: Bool {
        let named = snapshot.requests.lazy.map(\.model).filter { !$0.isEmpty }
        guard let first = named.first else { return false }
        return named.contains { $0 != first }
    }

    private var idWidth: Int { max(5, snapshot.requests.first?.id.description.utf8.count ?? 5) }
}
