import ProxyEngine

/// One request, in tabs.
///
///      #0185 aider  done 11.9s  200 tool_calls                     err 3  bad 4  miss 2
///      1 Summary  2 Messages  3 Tools [4 Rewrite] 5 Timing  6 Raw  7 Diff     LIVE  +F
///      |queue 0.1 |fill 1.0 |decode 10.5 ......................
///     --------------------------------------------------------------------------------
///      (the tab)
///     --------------------------------------------------------------------------------
///      format qwen3-coder  bytes 28-151  repairs none
///      Esc back  Tab tab  w wrap  ? help
struct DetailScreen {
    var id: RequestID
    var snapshot: MonitorSnapshot
    var view: ViewState

    struct Layout {
        var title: Area
        var tabs: Area
        var phases: Area
        var rule: Area
        var heading: Area
        var body: Area
        var lowerRule: Area
        var facts: Area
        var footer: Area
    }

    private var request: RequestSummary? { snapshot.request(id) }
    private var detail: RequestDetail? { snapshot.detail?.id == id ? snapshot.detail : nil }
    private var rewriteTab: RewriteTab { RewriteTab(request: request, detail: detail, view: view) }

    func layout(_ size: Size) -> Layout {
        var rest = Area(size)
        let height = size.height
        let title = rest.removeTop(1)
        let footer = rest.removeBottom(height >= 4 ? 1 : 0)
        let tabs = rest.removeTop(height >= 7 ? 1 : 0)
        let phases = rest.removeTop(height >= 12 ? 1 : 0)
        let rule = rest.removeTop(height >= 9 ? 1 : 0)
        let facts = rest.removeBottom(height >= 20 ? 2 : height >= 11 ? 1 : 0)
        let lowerRule = rest.removeBottom(height >= 14 ? 1 : 0)
        let heading = rest.removeTop(view.tab == .rewrite && height >= 8 ? 1 : 0)
        return Layout(
            title: title, tabs: tabs, phases: phases, rule: rule, heading: heading, body: rest, lowerRule: lowerRule,
            facts: facts, footer: footer)
    }

    /// Rows of the scrolled text.
    func rowCount(_ size: Size) -> Int {
        let body = layout(size).body
        guard view.tab != .rewrite else { return rewriteTab.rowCount(body) }
        return request.map { rows(of: $0, width: body.width).count } ?? 0
    }

    /// The rows of a tab of one column.
    private func rows(of request: RequestSummary, width: Int) -> [DetailRow] {
        switch view.tab {
        case .rewrite: []
        case .summary: SummaryTab(request: request, snapshot: snapshot, view: view).rows(width: width)
        case .timing: TimingTab(request: request, pace: detail?.pace, snapshot: snapshot, view: view).rows(width: width)
        case .messages: MessagesTab(request: request, detail: detail, view: view).rows(width: width)
        case .tools: ToolsTab(request: request, detail: detail, view: view).rows(width: width)
        case .diff: DiffTab(request: request, detail: detail, view: view).rows(width: width)
        case .raw: RawTab(request: request, detail: detail, view: view).rows(width: width)
        }
    }

    /// The tab's rows as they would be read out.
    func plainText(width: Int) -> String {
        guard let request else { return "" }
        let lines = rows(of: request, width: width).map { row in
            row.styled().pieces.map(\.text).joined()
        }
        return lines.map { line in
            var line = Substring(line)
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n") + "\n"
    }

    func draw(into grid: inout CellGrid) {
        let layout = layout(grid.size)
        drawTitle(into: &grid, in: layout.title)
        drawTabs(into: &grid, in: layout.tabs)
        grid.drawRule(in: layout.rule, symbols: view.symbols)
        grid.drawRule(in: layout.lowerRule, symbols: view.symbols)
        FooterBar(view: view).draw(into: &grid, in: layout.footer)
        guard let request else {
            let words = StyledText(" \(id) is no longer kept: newer requests took its place", .warning)
            grid.drawLine(words, in: layout.body, symbols: view.symbols)
            return
        }
        let bar = PhaseBar(request: request, now: snapshot.now, symbols: view.symbols)
        grid.drawLine(
            StyledText(" ") + bar.text(width: layout.phases.width - 2), in: layout.phases, symbols: view.symbols)
        drawFacts(request, into: &grid, in: layout.facts)
        if view.tab == .rewrite {
            rewriteTab.draw(into: &grid, heading: layout.heading, body: layout.body)
        } else {
            DetailRows(rows: rows(of: request, width: layout.body.width), view: view)
                .draw(into: &grid, in: layout.body)
        }
    }

    private func drawTitle(into grid: inout CellGrid, in area: Area) {
        let right = ProblemCounters(snapshot: snapshot).line(width: area.width - 8)
        var room = area
        room.width -= right.width + 2
        var left = StyledText(" \(id)", .title)
        if let request {
            left.append(" \(request.who)")
            left.append("  \(request.phaseWord(at: snapshot.now))", request.phaseStyle)
            left.append(" \(Formatting.seconds(request.age(at: snapshot.now)))s")
            var more: [StyledText] = []
            if let status = request.status, status > 0 { more.append(StyledText(String(status))) }
            if let reason = request.finishReason { more.append(StyledText(reason)) }
            more.append(StyledText(request.model, .dim))
            left.append(fitting: more + amounts(of: request), width: room.width)
        }
        grid.drawTitle(left, counters: right, in: area, symbols: view.symbols)
    }

    /// What is known of it in numbers.
    private func amounts(of request: RequestSummary) -> [StyledText] {
        var amounts: [StyledText] = []
        func add(_ name: String, _ value: String) { amounts.append(StyledText(name, .dim) + StyledText(value)) }
        if let count = request.promptTokens { add("ctx ", Formatting.tokens(count)) }
        if let count = request.writtenTokens { add("out ", Formatting.tokens(count)) }
        if let rate = request.rate {
            amounts.append(StyledText(Formatting.rate(rate), .good) + StyledText(" t/s", .dim))
        }
        if let seconds = request.firstTokenSeconds { add("ttft ", Formatting.latency(seconds)) }
        return amounts
    }

    /// The tab whose name stands at column `x`.
    func tab(at x: Int) -> ViewState.Tab? {
        var end = 1
        for tab in ViewState.Tab.allCases {
            let start = end
            end += CellWidth.columns(of: "\(tab.rawValue) \(tab.title)") + 3
            if x >= start, x < end - 1 { return tab }
        }
        return nil
    }

    private func drawTabs(into grid: inout CellGrid, in area: Area) {
        var right = TitleBar(snapshot: snapshot, view: view).pictureState
        if request?.phase.isRunning == true, view.scroll.sticksToEnd, area.width >= 100 {
            right.append(" at end", .dim)
        }
        right.append(" ")
        let names = tabNames(isShort: false)
        let fits = names.width + 1 + right.width <= area.width
        grid.drawLine(fits ? names : tabNames(isShort: true), right: right, in: area, symbols: view.symbols)
    }

    /// Where there is no room, only the open one by its name.
    private func tabNames(isShort: Bool) -> StyledText {
        var line = StyledText()
        for tab in ViewState.Tab.allCases {
            let isOpen = tab == view.tab
            let name = isShort && !isOpen ? "\(tab.rawValue)" : "\(tab.rawValue) \(tab.title)"
            line.append(isOpen ? "[\(name)]" : " \(name) ", isOpen ? .title.selected : .dim)
        }
        return line
    }

    private func drawFacts(_ request: RequestSummary, into grid: inout CellGrid, in area: Area) {
        var rest = area
        let first = rest.removeTop(1)
        if let message = view.message {
            let line = StyledText(" " + message.text, message.isProblem ? .warning : .title)
            grid.drawLine(line, in: first, symbols: view.symbols)
        } else {
            grid.drawLine(
                TranslationFacts(request: request, detail: snapshot.detail).translation, in: first,
                symbols: view.symbols)
        }
        if let problem = request.problem {
            grid.drawLine(StyledText(" " + problem, .warning), in: rest, symbols: view.symbols)
        } else {
            grid.drawLine(
                TranslationFacts(request: request, detail: snapshot.detail).amounts, in: rest, symbols: view.symbols)
        }
    }
}

/// What the translation did, in two lines.
struct TranslationFacts {
    var request: RequestSummary
    var detail: RequestDetail?

    var translation: StyledText {
        var line = StyledText(" format ", .dim)
        let dialects = request.dialects.joined(separator: ",")
        line.append(dialects.isEmpty ? "none" : dialects, dialects.isEmpty ? .dim : .rewritten)
        if let span = callSpan { line.append("  bytes ", .dim); line.append("\(span.lowerBound)-\(span.upperBound)") }
        line.append("  repairs ", .dim)
        let repairs = RepairWording.kinds(request.calls.flatMap(\.repairs))
        line.append(repairs.isEmpty ? "none" : repairs.joined(separator: ", "), repairs.isEmpty ? .dim : .warning)
        line.append("  ")
        line.append(.count("near-miss", request.nearMisses, alarming: .warning))
        if request.heldBytes > 0 { line.append("  held \(Formatting.bytes(request.heldBytes))", .warning) }
        return line
    }

    var amounts: StyledText {
        var line = StyledText(" sent ", .dim) + StyledText(Formatting.bytes(request.bytesOut))
        line.append("  changed ", .dim)
        line.append(request.rewrites.isEmpty ? "nothing" : request.rewrites.joined(separator: ", "))
        return line
    }

    /// From the first byte of the first call to the last of the last.
    private var callSpan: Range<Int>? {
        guard detail?.id == request.id, let transcript = detail?.transcripts.values.first else { return nil }
        let spans = RewriteDocument(transcript).passages.compactMap { passage -> Range<Int>? in
            if case .call = passage.kind, !passage.span.isEmpty { passage.span } else { nil }
        }
        guard let first = spans.first, let last = spans.last else { return nil }
        return first.lowerBound..<last.upperBound
    }
}
