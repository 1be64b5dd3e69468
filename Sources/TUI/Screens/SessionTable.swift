import Monitoring

/// The list of sessions, newest first.
///
///        ID  AGENT    REQ   CTX  GROWTH CACHE   OUT CALLS PART LOOP LAST
///     >L s2  aider     23 31.2k   +2.2k   92%  8.1k    22    1    1 21:53:09
struct SessionTable {
    var snapshot: MonitorSnapshot
    var cursor: ListCursor
    var view: ViewState

    var table: ListTable<SessionSummary> {
        ListTable(
            columns: columns, rows: Dictionary(snapshot.sessions.map { ($0.id, $0) }) { first, _ in first },
            mark: \.mark, emptyHint: "no conversation yet: sessions are found in the requests that pass",
            cursor: cursor, symbols: view.symbols)
    }

    private var columns: [ListColumn<SessionSummary>] {
        let offset = view.utcOffsetSeconds
        return [
            .words("ID", idWidth, rank: 1) { ($0.id, $0.isHeld ? .warning : .plain) },
            .words("AGENT", 8, upTo: 16, rank: 2) { agent($0) },
            .number("RUN", 3, rank: 8) { ListCell.count($0.running, .good) },
            .number("REQ", 4, rank: 3) { ListCell.count($0.requests) },
            .number("CTX", 5, rank: 4) { ListCell.number(Formatting.tokens($0.context.last)) },
            .picture("WINDOW", 10, rank: 6) { window($0) },
            .picture("TREND", 12, rank: 9) { trend($0) },
            .number("GROWTH", 6, rank: 7) { ListCell.number($0.growth.map(Formatting.signed) ?? Formatting.unknown) },
            .number("CACHE", 5, rank: 5) { cache($0) },
            .number("OUT", 5, rank: 11) { ListCell.number(Formatting.tokens($0.outputTokens)) },
            .number("CALLS", 5, rank: 10) { ListCell.count($0.calls) },
            .number("PART", 4, rank: 6) { ListCell.count($0.breaks, .warning) },
            .number("LOOP", 4, rank: 6) { ListCell.count($0.loops, .warning) },
            .words("LAST", 8, rank: 9) { (Formatting.clock($0.lastAt, utcOffset: offset), .dim) },
            .words("BY", 6, rank: 12) { ($0.source.rawValue, .dim) },
            .words("MODEL", 12, upTo: 28, rank: 13) { ($0.model, .dim) },
        ]
    }

    /// A sub-agent below its session, by what it is for.
    private func agent(_ session: SessionSummary) -> (text: String, style: Style) {
        session.parent == nil ? (session.who, .plain) : (" \(view.symbols.corners[2]) \(session.name)", .dim)
    }

    /// Numbers only grow: the room is that of the widest one.
    private var idWidth: Int { max(4, snapshot.widestSession) }

    /// The context against the backend's window: what the cache had of the last prompt, and what was read anew.
    private func window(_ session: SessionSummary) -> StyledText {
        guard let used = session.context.last, let window = snapshot.backends.compactMap(\.contextWindow).first,
            window > 0
        else { return StyledText() }
        let columns = 10
        let full = max(1, min(columns, Int((Double(used) / Double(window) * Double(columns)).rounded())))
        let kept = Int((min(1, max(0, session.cacheShare ?? 0)) * Double(full)).rounded())
        var bar = StyledText(String(repeating: view.symbols.meterFull, count: kept), .good)
        bar.append(String(repeating: view.symbols.meterFull, count: full - kept), .prefill)
        bar.append(String(repeating: view.symbols.meterEmpty, count: columns - full), .frame)
        return bar
    }

    /// How the context grew, prompt by prompt.
    private func trend(_ session: SessionSummary) -> StyledText {
        guard session.context.count > 1 else { return StyledText() }
        return StyledText(RowGraph.text(session.context.map(Double.init), columns: 12, symbols: view.symbols), .prefill)
    }

    private func cache(_ session: SessionSummary) -> (text: String, style: Style) {
        guard let share = session.cacheShare else { return (Formatting.unknown, .dim) }
        return ("\(Int((share * 100).rounded()))%", session.cacheStyle(share))
    }
}

extension MonitorSnapshot {
    /// Columns that the longest id of a session takes.
    var widestSession: Int { sessions.reduce(0) { max($0, $1.id.utf8.count) } }
}

extension SessionSummary {
    /// What one prompt has in the cache is no sign of anything: nobody can have read it before.
    func cacheStyle(_ share: Double) -> Style { requests < 2 ? .dim : share < 0.5 ? .warning : .plain }

    /// `H` held by the operator; else a letter for the problem: `L` loop, `!` bad arguments, `?` near miss, `x` error.
    var mark: (letter: String, style: Style)? {
        if isHeld { return ("H", .warning) }
        if loops > 0 { return ("L", .warning) }
        if badArguments > 0 { return ("!", .failure) }
        if nearMisses > 0 { return ("?", .warning) }
        return failed > 0 ? ("x", .failure) : nil
    }
}
