import Monitoring

/// Everything above the list in three lines, the third of which is for the backends or their slots.
///
///      :8066 → llama-server :8080   gen 41.8 ▂▄█▅▃▁▂▆  fill 1053 ▁▃█▅▂▁▂▃   LIVE +F
///      run 2  queue 1  done 184  ERR 3  BAD 4  MISS 2  ttft 0.9s        chunk 50  max 3
struct CompactHead {
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// Columns of a small graph, at least and at most.
    private static let graphWidths = 4...24
    private static let labelWidth = 11

    func draw(into grid: inout CellGrid, head: Area, numbers: Area) {
        drawFirst(into: &grid, in: head)
        drawNumbers(into: &grid, in: numbers)
    }

    private func drawFirst(into grid: inout CellGrid, in area: Area) {
        let title = TitleBar(snapshot: snapshot, view: view)
        let state = title.pictureState
        var room = area
        room.width -= state.width + 2
        grid.draw(state, x: max(area.x, area.maxX - state.width - 1), y: area.y, in: area)
        let hasModel = room.width - title.route.width >= 2 * (Self.labelWidth + Self.graphWidths.lowerBound + 2) + 24
        let left = hasModel ? title.short(width: room.width) : title.route
        let end = grid.draw(left, x: room.x, y: room.y, in: room, cut: view.symbols.cut)
        var rest = room
        _ = rest.removeLeft(end + 2 - room.x)
        rest.width -= 1
        let rates = snapshot.rates
        let graphs: [(String, Double?, [Double], Style)] = [
            ("gen", rates.generationNow, rates.generation, .good),
            ("fill", rates.prefillNow, rates.prefill, .prefill),
        ]
        for (index, (name, now, values, style)) in graphs.enumerated() {
            let width = (rest.width - (graphs.count - 1 - index) * 2) / (graphs.count - index)
            guard width >= Self.labelWidth else { return }
            var part = rest.removeLeft(width)
            _ = rest.removeLeft(2)
            var label = StyledText(name + " ", .dim)
            let value = Formatting.rate(now)
            label.append(
                field: value, width: Self.labelWidth - 2 - name.utf8.count, right: true,
                now == nil ? .dim : style.bold)
            grid.drawLine(label, in: part, symbols: view.symbols)
            _ = part.removeLeft(Self.labelWidth)
            part.width = min(part.width, Self.graphWidths.upperBound)
            guard part.width >= Self.graphWidths.lowerBound else { continue }
            Graph(values: values, symbols: view.symbols, style: style, marks: OverviewMeters.marks(snapshot))
                .draw(into: &grid, in: part)
        }
    }

    private func drawNumbers(into grid: inout CellGrid, in area: Area) {
        let numbers = OverviewNumbers(snapshot: snapshot, symbols: view.symbols)
        let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems)
        let settings = numbers.settings(isWide: area.width >= 120) + StyledText(" ")
        var line = StyledText(" ") + numbers.counts(width: area.width / 3)
        if snapshot.settings.isReportOnly { line.append("  REPORT ONLY", .warning) }
        // The alarms, of which the memory's is the first.
        let alarms = counters.line(width: area.width - line.width - 2)
        if alarms.width > 0 { line.append(StyledText("  ") + alarms) }
        let memory = counters.word == nil ? counters.memory : StyledText()
        line.append(
            fitting: [numbers.latencies(isWide: area.width >= 100), cache, memory],
            width: area.width - settings.width - 2)
        grid.drawLine(line, right: settings, in: area, symbols: view.symbols)
    }

    private var cache: StyledText {
        guard snapshot.backends.count == 1 else { return StyledText() }
        return snapshot.backends[0].cache.flatMap { CacheWords(cache: $0).text(isLong: false) } ?? StyledText()
    }
}
