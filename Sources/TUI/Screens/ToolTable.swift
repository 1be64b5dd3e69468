import Monitoring

/// The list of tools, one row for each dialect in which a tool was called.
///
///        TOOL             FORMAT       CALLS   OK  BAD MISS  REP  SIZE  LAST   WAIT
///     >! read_file        qwen3-coder      7    5    2    -    3   41B  12s    0.4
struct ToolTable {
    var snapshot: MonitorSnapshot
    var cursor: ListCursor
    var view: ViewState

    var table: ListTable<ToolUse> {
        ListTable(
            columns: columns, rows: Dictionary(snapshot.toolUses.map { ($0.id, $0) }) { first, _ in first },
            mark: { row in
                if row.badArguments > 0 { return ("!", .failure) }
                return row.nearMisses > 0 ? ("?", .warning) : nil
            },
            emptyHint: "no tool has been called yet", cursor: cursor, symbols: view.symbols)
    }

    private var columns: [ListColumn<ToolUse>] {
        let offset = view.utcOffsetSeconds
        return [
            .words("TOOL", 16, upTo: 40, rank: 1) { $0.tool.isEmpty ? ("(no call)", .dim) : ($0.tool, .plain) },
            .words("FORMAT", 11, upTo: 20, rank: 4) { ($0.dialect, $0.dialect == "native" ? .plain : .rewritten) },
            .number("CALLS", 5, rank: 2) { ListCell.count($0.calls) },
            .number("OK", 5, rank: 7) { ListCell.count($0.calls - $0.badArguments) },
            .number("BAD", 4, rank: 3) { ListCell.count($0.badArguments, .failure) },
            .number("MISS", 4, rank: 5) { ListCell.count($0.nearMisses, .warning) },
            .number("REP", 4, rank: 6) { ListCell.count($0.repaired, .rewritten) },
            .number("SIZE", 5, rank: 10) { row in
                row.calls > 0 ? (Formatting.tokens(row.argumentBytes / row.calls), .plain) : (Formatting.unknown, .dim)
            },
            .number("WAIT", 5, rank: 9) { ListCell.number(Formatting.seconds($0.answerP50)) },
            .words("LAST", 8, rank: 8) { (Formatting.clock($0.lastUsedAt, utcOffset: offset), .dim) },
            .words("IN", 6, rank: 11) { ($0.lastRequest.description, .dim) },
        ]
    }
}
