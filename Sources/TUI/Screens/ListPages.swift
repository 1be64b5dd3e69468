import Monitoring

/// The lists besides that of the requests: their rows, and what is known of the selected one.
struct ListPages {
    var snapshot: MonitorSnapshot
    var view: ViewState

    private var cursor: ListCursor { view.cursors[view.list] ?? ListCursor() }

    func drawTable(into grid: inout CellGrid, header: Area, rows: Area) {
        switch view.list {
        case .requests:
            RequestTable(snapshot: snapshot, view: view).draw(into: &grid, header: header, rows: rows)
        case .sessions:
            SessionTable(snapshot: snapshot, cursor: cursor, view: view).table
                .draw(into: &grid, header: header, rows: rows)
        case .tools:
            ToolTable(snapshot: snapshot, cursor: cursor, view: view).table
                .draw(into: &grid, header: header, rows: rows)
        case .models:
            ModelTable(snapshot: snapshot, cursor: cursor, view: view).table
                .draw(into: &grid, header: header, rows: rows)
        case .events:
            EventTable(snapshot: snapshot, cursor: cursor, view: view).table
                .draw(into: &grid, header: header, rows: rows)
        }
    }
}
