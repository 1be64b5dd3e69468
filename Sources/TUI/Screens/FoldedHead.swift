import Monitoring

/// Everything above the list in two lines, for small terminals.
///
///      :8066->:8080 LIVE  41.8 t/s  mem WARN
///      run 2 que 1  ERR 3  BAD 4  MISS 2
struct FoldedHead {
    var snapshot: MonitorSnapshot
    var view: ViewState

    private var counters: ProblemCounters { ProblemCounters(snapshot: snapshot, seen: view.seenProblems) }
    private var rate: String { Formatting.rate(snapshot.rates.generationNow) }

    func draw(into grid: inout CellGrid, _ area: Area) {
        var first = StyledText(" ")
        if snapshot.isOwn || snapshot.proxies?.count == 1 {
            first.append(Formatting.port(snapshot.listening), .title)
            first.append("\(view.symbols.arrow)", .dim)
            let count = snapshot.backends.count
            first.append(
                count > 1 ? "\(count) backends" : snapshot.backends.first.map { Formatting.port($0.url) } ?? "none")
        }
        if snapshot.backends.contains(where: { $0.state == .down }) { first.append(" DOWN", .failure) }
        first.append(" ")
        first.append(TitleBar(snapshot: snapshot, view: view).pictureState)
        first.append(fitting: [counters.memory, StyledText("\(rate) t/s", .good)], width: area.width)
        grid.drawLine(first, in: area, symbols: view.symbols)
        var second = StyledText(" run ", .dim) + StyledText(String(snapshot.totals.running))
        second.append(" que ", .dim)
        second.append(String(snapshot.totals.queued))
        second.append("  ")
        second.append(counters.problems(width: area.width - second.width))
        second.append(fitting: [StyledText("done \(snapshot.totals.done)", .dim)], width: area.width)
        var row = area
        _ = row.removeTop(1)
        grid.drawLine(second, in: row, symbols: view.symbols)
    }

    /// The last stage; no list.
    func drawTiny(into grid: inout CellGrid, _ area: Area, hint: Area) {
        var rows = area
        let total = snapshot.totals
        var second = StyledText(" ")
        second.append(counters.problems(width: area.width - 1))
        var first = StyledText(" \(total.running)run \(total.queued)q")
        if let rate = snapshot.rates.generationNow {
            first.append(" \(Formatting.whole(rate))t/s", .good)
        }
        first.append(fitting: [counters.memory], width: area.width)
        grid.drawLine(first, in: rows.removeTop(1), symbols: view.symbols)
        grid.drawLine(second, in: rows.removeTop(1), symbols: view.symbols)
        var room = hint
        let last = room.removeBottom(1)
        let enlarge = "enlarge: 40x8 for list"
        var words = StyledText(" " + (snapshot.banner ?? enlarge), snapshot.banner == nil ? .dim : .warning)
        if let order = OperatorBar(snapshot: snapshot, view: view).words {
            words = StyledText(" " + order.text, Style(.warning, inverse: true))
        }
        if let message = view.message { words = StyledText(" " + message.text, message.isProblem ? .warning : .plain) }
        grid.drawLine(words, in: room.removeTop(1), symbols: view.symbols)
        var quit = StyledText(" q", .key) + StyledText(" quit", .dim)
        if snapshot.banner != nil { quit.append("  " + enlarge, .dim) }
        grid.drawLine(quit, in: last, symbols: view.symbols)
    }
}
