import ProxyEngine

/// Rates, memory and tool counters above the list.
struct OverviewMeters {
    var snapshot: MonitorSnapshot
    var view: ViewState

    /// From here on there is room for more numbers.
    private static let wideColumns = 120

    private var symbols: Symbols { view.symbols }

    func draw(into grid: inout CellGrid, in area: Area, rows: GraphRows) {
        var rest = area
        if rows.rates == 0 {
            var line = label("gen", Formatting.rate(snapshot.rates.generationNow), "t/s", .good)
            line.append("  ")
            line.append(counts(isWide: false))
            grid.drawLine(line, in: rest.removeTop(1), symbols: symbols)
        } else {
            drawRates(into: &grid, in: &rest, rows)
        }
        let memory = MemoryLine(snapshot: snapshot, symbols: symbols)
        if rows.memory > 0 {
            let graph = Graph(
                values: snapshot.rates.memory ?? [], symbols: symbols, style: memory.style, marks: marks, ceiling: 100)
            GraphRow(
                label: memory.label, graph: graph, peak: { Formatting.whole($0) + "%" },
                notes: memory.notes(width: area.width - GraphRow.labelWidth - graphWidth(area) - 4)
            ).draw(into: &grid, in: rest.removeTop(rows.memory), graphWidth: graphWidth(area))
        } else {
            memory.draw(into: &grid, in: rest.removeTop(1), meterWidth: graphWidth(area))
        }
        drawTools(into: &grid, in: rest.removeTop(1))
    }

    private func drawRates(into grid: inout CellGrid, in rest: inout Area, _ rows: GraphRows) {
        let area = rest
        let isWide = area.width >= Self.wideColumns
        let rates = snapshot.rates
        let latencies = latencies(isWide: isWide)
        let tokensIn = StyledText("tokens in ", .dim) + StyledText(Formatting.tokens(snapshot.totals.promptTokens))
        let tokensOut = StyledText("tokens out ", .dim) + StyledText(Formatting.tokens(snapshot.totals.outputTokens))
        func row(_ values: [Double], _ style: Style, _ label: StyledText, _ notes: [StyledText]) -> GraphRow {
            let graph = Graph(values: values, symbols: symbols, style: style, marks: marks)
            return GraphRow(label: label, graph: graph, peak: { Formatting.rate($0) }, notes: notes)
        }
        let graphs = [
            row(
                rates.generation, .good, label("gen", Formatting.rate(rates.generationNow), "t/s", .good),
                [counts(isWide: isWide), tokensOut]),
            row(
                rates.prefill, .prefill, label("fill", Formatting.rate(rates.prefillNow), "t/s", .prefill),
                rows.latency > 0 ? [tokensIn] : [latencies, tokensIn]),
        ]
        for graph in graphs {
            graph.draw(into: &grid, in: rest.removeTop(rows.rates), graphWidth: graphWidth(area))
        }
        guard rows.latency > 0 else { return }
        var waits = row(
            rates.firstToken ?? [], .rewritten,
            label("ttft", Formatting.latency(snapshot.latency.firstTokenP50), "", .rewritten), [latencies])
        waits.peak = { Formatting.latency($0) }
        waits.draw(into: &grid, in: rest.removeTop(rows.latency), graphWidth: graphWidth(area))
    }

    /// What operators did; the last of several in one second is seen.
    private var marks: [(ago: Int, letter: String)] {
        snapshot.events.reversed().compactMap { entry in
            guard let act = entry.notice.act, abs(entry.time) < 1e12, abs(snapshot.now) < 1e12 else { return nil }
            return (Int(snapshot.now.rounded(.down)) - Int(entry.time.rounded(.down)), act.letter)
        }
    }

    /// The graphs and the meter end where the widest note begins.
    private func graphWidth(_ area: Area) -> Int {
        let isWide = area.width >= Self.wideColumns
        let noteWidth = max(counts(isWide: isWide).width, latencies(isWide: isWide).width)
        return max(0, area.width - GraphRow.labelWidth - noteWidth - 4)
    }

    private func label(_ name: String, _ value: String, _ unit: String, _ style: Style) -> StyledText {
        var text = StyledText(" ")
        text.append(field: name, width: 5, .dim)
        text.append(field: value, width: 5, right: true, value == Formatting.unknown ? .dim : style.bold)
        text.append(" \(unit) ", .dim)
        return text
    }

    private func counts(isWide: Bool) -> StyledText {
        let totals = snapshot.totals
        var text = StyledText("run ", .dim) + StyledText(String(totals.running), totals.running > 0 ? .good : .dim)
        text.append("  ")
        text.append(.count("queue", totals.queued))
        text.append("  ")
        text.append(.count("done", totals.done))
        text.append("  ")
        text.append(.count("err", totals.failed, alarming: .failure))
        if isWide {
            text.append("  ")
            text.append(.count("cancel", totals.cancelled))
        }
        return text
    }

    private func latencies(isWide: Bool) -> StyledText {
        var text = StyledText("ttft p50 ", .dim) + StyledText(Formatting.latency(snapshot.latency.firstTokenP50))
        text.append("  p95 ", .dim)
        text.append(Formatting.latency(snapshot.latency.firstTokenP95))
        if isWide, let added = snapshot.latency.addedP50 {
            text.append("  net ", .dim)
            text.append(Formatting.latency(added))
        }
        if isWide, let trip = snapshot.backends.compactMap(\.roundTripSeconds).first {
            text.append("  rtt ", .dim)
            text.append(Formatting.roundTrip(trip))
        }
        return text
    }

    private func drawTools(into grid: inout CellGrid, in area: Area) {
        guard !area.isEmpty else { return }
        let tools = snapshot.tools
        let rewritten = tools.rewritten.lazy.map(\.count).boundedSum
        var problems = StyledText.count("near-miss", tools.nearMisses, alarming: .warning)
        problems.append("  ")
        problems.append(.count("bad-args", tools.badArguments, alarming: .failure))
        if tools.loops > 0 {
            problems.append("  ")
            problems.append(.count("loop", tools.loops, alarming: .warning))
        }
        var text = StyledText(" ")
        text.append(field: "tools", width: 6, .dim)
        text.append(.count("native", tools.native))
        text.append("  ")
        text.append("rewritten ", .dim)
        text.append(String(rewritten), rewritten > 0 ? .rewritten : .dim)
        let repairs = StyledText.count("repairs", tools.repairs.lazy.map(\.count).boundedSum)
        let proxies = ProxySettings(snapshot.proxies)
        let isWide = area.width >= 100
        let settings = proxies.differ ? proxies.text(isWide: isWide) : liveSettings(isWide: isWide)
        if rewritten > 0 {
            let room = area.width - text.width - problems.width - settings.width - 6
            text.append(Self.names(tools.rewritten, width: room, spare: repairs.width + 2), .dim)
        }
        text.append("  ")
        text.append(problems)
        let left = tools.leftInText.map { StyledText("in text ", .dim) + StyledText(String($0), .rewritten) }
        text.append(
            fitting: [left, repairs].compactMap { $0 }, width: area.width - settings.width - 3)
        grid.drawLine(text, right: settings, in: area, symbols: symbols)
    }

    /// ` (hermes-json 22, qwen3-coder 9, ...)`: as many as fit, the most frequent first. Those that are not all leave
    /// `spare` columns.
    private static func names(_ counts: [MonitorSnapshot.DialectCount], width: Int, spare: Int) -> String {
        let names = counts.map { "\($0.name) \($0.count)" }
        for kept in names.indices.reversed() {
            let isCut = kept + 1 < names.count
            let words = names[...kept].joined(separator: ", ") + (isCut ? ", ..." : "")
            if CellWidth.columns(of: words) + 3 + (isCut ? spare : 0) <= width { return " (\(words))" }
        }
        return ""
    }

    private func liveSettings(isWide: Bool) -> StyledText {
        let settings = snapshot.settings
        // Chunks are cut of what is rewritten.
        if settings.isReportOnly, !isWide { return StyledText("REPORT ONLY ", .warning) }
        var text = StyledText("chunk ", .dim)
        if isWide, let configured = settings.otherConfiguredChunkSize {
            text.append("\(configured)\(symbols.arrow)", .dim)
        }
        text.append(String(settings.chunkSize))
        text.append("  max ", .dim)
        text.append(String(settings.maxConcurrent))
        if isWide, settings.concurrencySource == .slots { text.append(" (slots)", .dim) }
        guard isWide else { return text + StyledText(" ") }
        text.append("  mode ", .dim)
        text.append(
            settings.isReportOnly ? "REPORT ONLY" : settings.streamMode, settings.isReportOnly ? .warning : .plain)
        text.append(" ")
        return text
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
