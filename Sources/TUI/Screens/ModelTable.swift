import Monitoring

/// The list of models, the most used first.
///
///        MODEL             RUN  REQ   T/S SPEED            TTFT  OUT CALLS  BAD LAST     BACKEND
///     >! qwen3-coder-30b     2   57  38.2 ▅▆▅▇▇▆▅▅▆▇█▇▆▅▅▆  1.1 8.1k    22    1 21:53:09 llama-server
struct ModelTable {
    var snapshot: MonitorSnapshot
    var cursor: ListCursor
    var view: ViewState

    private static let graphColumns = 16

    var table: ListTable<ModelUse> {
        ListTable(
            columns: columns, rows: Dictionary(snapshot.models.map { ($0.id, $0) }) { first, _ in first },
            mark: { row in
                if row.badArguments > 0 { return ("!", .failure) }
                if row.nearMisses > 0 { return ("?", .warning) }
                return row.failed > 0 ? ("x", .failure) : nil
            },
            emptyHint: "no request has named a model yet", cursor: cursor, symbols: view.symbols)
    }

    private var columns: [ListColumn<ModelUse>] {
        let offset = view.utcOffsetSeconds
        return [
            .words("MODEL", 16, upTo: 40, rank: 1) { ($0.id, .plain) },
            .number("RUN", 3, rank: 5) { ListCell.count($0.running, .good) },
            .number("REQ", 4, rank: 4) { ListCell.count($0.requests) },
            .number("T/S", 5, rank: 2) { ListCell.number(Formatting.rate(ModelUse.median($0.rates))) },
            .picture("SPEED", Self.graphColumns, rank: 3) {
                StyledText(RowGraph.text($0.rates, columns: Self.graphColumns, symbols: view.symbols), .good)
            },
            .number("FILL", 5, rank: 8) { ListCell.number(Formatting.rate(ModelUse.median($0.prefillRates))) },
            .number("TTFT", 4, rank: 6) { ListCell.number(Formatting.shortLatency(ModelUse.median($0.firstTokens))) },
            .number("OUT", 5, rank: 9) { ListCell.number(Formatting.tokens($0.outputTokens)) },
            .number("CALLS", 5, rank: 10) { ListCell.count($0.calls) },
            .number("BAD", 4, rank: 7) { ListCell.count($0.badArguments, .failure) },
            .number("MISS", 4, rank: 7) { ListCell.count($0.nearMisses, .warning) },
            .number("ERR", 4, rank: 7) { ListCell.count($0.failed, .failure) },
            .words("LAST", 8, rank: 11) { (Formatting.clock($0.lastAt, utcOffset: offset), .dim) },
            .words("BACKEND", 8, upTo: 24, rank: 12) { ($0.backends.joined(separator: " "), .dim) },
        ]
    }
}
