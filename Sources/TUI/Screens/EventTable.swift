import Monitoring

/// The list of events, newest first.
///
///        TIME     LEVEL REQUEST TEXT
///     >! 21:53:09 warn  #0185   bad arguments: read_file: /limit: expected integer, got "all"
struct EventTable {
    var snapshot: MonitorSnapshot
    var cursor: ListCursor
    var view: ViewState

    typealias Row = MonitorSnapshot.EventEntry

    var table: ListTable<Row> {
        ListTable(
            columns: columns,
            rows: Dictionary(snapshot.events.map { (String($0.id), $0) }) { first, _ in first },
            mark: { row in
                switch row.notice.level {
                case .info: nil
                case .warning: ("!", .warning)
                case .error: ("x", .failure)
                }
            },
            emptyHint: "nothing has happened yet that needs telling", cursor: cursor, symbols: view.symbols)
    }

    private var columns: [ListColumn<Row>] {
        let offset = view.utcOffsetSeconds
        return [
            .words("TIME", 8, rank: 2) { (Formatting.clock($0.time, utcOffset: offset), .dim) },
            .words("LEVEL", 5, rank: 4) { ($0.notice.level.word, $0.notice.level.style) },
            .words("REQUEST", 7, rank: 3) { row in
                row.notice.request.map { ($0.description, .plain) } ?? (Formatting.unknown, .dim)
            },
            .words("TEXT", 24, upTo: EventLog.maximumLineBytes, rank: 1) { ($0.notice.text, .plain) },
        ]
    }
}

extension Notice.Level {
    var word: String {
        switch self {
        case .info: "info"
        case .warning: "warn"
        case .error: "error"
        }
    }

    var style: Style {
        switch self {
        case .info: .plain
        case .warning: .warning
        case .error: .failure
        }
    }
}
