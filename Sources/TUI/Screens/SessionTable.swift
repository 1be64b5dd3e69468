import ProxyEngine

/// The list of sessions, newest first.
struct SessionTable {
    var snapshot: MonitorSnapshot
    var cursor: ListCursor
    var view: ViewState

    var table: ListTable<SessionSummary> {
        ListTable(
            columns: columns, rows: Dictionary(snapshot.sessions.map { ($0.id, $0) }) { first, _ in first },
            mark: { _ in nil }, emptyHint: "no conversation yet", cursor: cursor, symbols: view.symbols)
    }

    private var columns: [ListColumn<SessionSummary>] {
        let offset = view.utcOffsetSeconds
        return [
            .words("ID", 4, rank: 1) { ($0.id, .plain) },
            .words("AGENT", 8, upTo: 16, rank: 2) { ($0.agent.isEmpty ? $0.client : $0.agent, .plain) },
            .number("REQ", 4, rank: 3) { (Formatting.shortTokens($0.requests), .plain) },
            .words("LAST", 8, rank: 4) { (Formatting.clock($0.lastAt, utcOffset: offset), .dim) },
        ]
    }
}
