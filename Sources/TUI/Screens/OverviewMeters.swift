import Monitoring

/// Rates, latencies, memory and counters above the list, in boxes:
///
///     ╭ gen 41.8 t/s ─ 81.2k out ╮╭ fill 1053 t/s ─ 2.4M in ╮╭ now ─────────── ERR 3  BAD 4  MISS 2 ╮
///     │  46▕    ▂█▅ ▁▃▅▇▆▃ ▂▆█▅▂ ││1195▕  ▃▅█▆▂ ▁▃▆▅▂   ▁▃█ ││ run 2  queue 1  done 184            │
///     │   0▕▁▂▄▆███▇██████▇████▇ ││   0▕▁▃█████▅████▇▅▃▂▃▅█ ││ mem ━━━━━━━─── 64%  41.2/64.0 GiB   │
///     ╰ -21s ─────────────── now ╯╰ -21s ────────────── now ╯╰ chunk 50  max 3  auto ──────────────╯
struct OverviewMeters {
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// From here on there is a third graph, and more numbers.
    private static let wideColumns = 150
    private static let leastNumbers = 40

    private var symbols: Symbols { view.symbols }

    func draw(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let isWide = area.width >= Self.wideColumns
        let graphs = Array(boxes.prefix(isWide ? 3 : 2))
        let numbers = max(Self.leastNumbers, area.width / 3)
        var rest = area
        for (index, box) in graphs.enumerated() {
            let width = (rest.width - numbers) / (graphs.count - index)
            box.draw(into: &grid, in: rest.removeLeft(width))
        }
        drawNumbers(into: &grid, in: rest)
    }

    /// What operators did; the last of several in one second is seen.
    static func marks(_ snapshot: MonitorSnapshot) -> [(ago: Int, letter: String)] {
        snapshot.events.reversed().compactMap { entry in
            guard let act = entry.notice.act, abs(entry.time) < 1e12, abs(snapshot.now) < 1e12 else { return nil }
            return (Int(snapshot.now.rounded(.down)) - Int(entry.time.rounded(.down)), act.letter)
        }
    }

    private var boxes: [GraphBox] {
        let rates = snapshot.rates
        let totals = snapshot.totals
        let marks = Self.marks(snapshot)
        func box(_ values: [Double], _ style: Style, _ title: StyledText, note: String) -> GraphBox {
            let graph = Graph(values: values, symbols: symbols, style: style, marks: marks)
            return GraphBox(title: title, note: StyledText(note, .dim), graph: graph)
        }
        var waits = box(
            rates.firstToken ?? [], .rewritten,
            title("ttft", Formatting.latency(snapshot.latency.firstTokenP50), "", .rewritten),
            note: snapshot.latency.firstTokenP95.map { "p95 \(Formatting.latency($0))" } ?? "")
        waits.scale = { Formatting.shortLatency($0) }
        return [
            box(
                rates.generation, .good, title("gen", Formatting.rate(rates.generationNow), " t/s", .good),
                note: totals.outputTokens > 0 ? "\(Formatting.tokens(totals.outputTokens)) out" : ""),
            box(
                rates.prefill, .prefill, title("fill", Formatting.rate(rates.prefillNow), " t/s", .prefill),
                note: totals.promptTokens > 0 ? "\(Formatting.tokens(totals.promptTokens)) in" : ""),
            waits,
        ]
    }

    private func title(_ name: String, _ value: String, _ unit: String, _ style: Style) -> StyledText {
        let isKnown = value != Formatting.unknown
        var text = StyledText(name, .title)
        if isKnown { text.append(" \(value)", style.bold) }
        if isKnown { text.append(unit, .dim) }
        return text
    }

    // MARK: Numbers

    private func drawNumbers(into grid: inout CellGrid, in area: Area) {
        let numbers = OverviewNumbers(snapshot: snapshot, symbols: symbols)
        var frame = Frame(title: StyledText("now", .title))
        frame.note = ProblemCounters(snapshot: snapshot, seen: view.seenProblems).problems(width: area.width - 11)
        let settings = numbers.settings(isWide: true)
        frame.foot = settings.width + 4 <= area.width ? settings : numbers.settings(isWide: false)
        frame.draw(into: &grid, in: area, symbols: symbols)
        let inner = Frame.inner(area).inset(left: 1, right: 1)
        for (offset, line) in numbers.lines(width: inner.width).prefix(inner.height).enumerated() {
            grid.drawLine(line, in: inner.row(offset), symbols: symbols)
        }
    }
}

/// A graph in a frame, with its scale at the left and its time below.
struct GraphBox {
    var title: StyledText
    var note: StyledText
    var graph: Graph
    /// A value of the scale, in four columns.
    var scale: (Double) -> String = { Formatting.shortRate($0) }

    private static let scaleWidth = 4

    func draw(into grid: inout CellGrid, in area: Area) {
        let symbols = graph.symbols
        let inner = Frame.inner(area)
        guard inner.width > 3 * Self.scaleWidth, inner.height > 0 else { return }
        let plot = inner.inset(left: Self.scaleWidth + 1, right: 1)
        let seconds = plot.width * graph.valuesInColumn
        Frame(
            title: title, note: note, foot: StyledText("-\(seconds)s", .dim), footNote: StyledText("now", .dim)
        ).draw(into: &grid, in: area, symbols: symbols)
        let highest = graph.peak(columns: plot.width)
        for offset in 0..<inner.height {
            let row = inner.row(offset)
            grid.draw(symbols.axis, .frame, x: row.x + Self.scaleWidth, y: row.y, in: row)
        }
        if highest > 0 {
            drawScale(scale(highest), into: &grid, in: inner.row(0))
            if inner.height > 1 { drawScale("0", into: &grid, in: inner.row(inner.height - 1)) }
        }
        graph.draw(into: &grid, in: plot)
    }

    private func drawScale(_ text: String, into grid: inout CellGrid, in row: Area) {
        let width = CellWidth.columns(of: text)
        grid.draw(text, .dim, x: row.x + max(0, Self.scaleWidth - width), y: row.y, in: row)
    }
}

extension OperatorAct {
    /// In graphs.
    var letter: String {
        switch self {
        case .purge: "P"
        case .drain: "D"
        case .undrain: "U"
        case .chunkSize: "C"
        case .concurrency: "M"
        case .streamMode: "T"
        case .cancel: "X"
        case .resend: "S"
        case .hold: "H"
        case .resume: "G"
        case .reload: "R"
        }
    }
}
