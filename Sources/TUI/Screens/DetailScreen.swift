import Monitoring

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
        /// What an operator has ordered for every client.
        var bar: Area
        var tabs: Area
        /// What happened, in a sentence.
        var why: Area
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
        let bar = rest.removeTop(height >= 6 && OperatorBar(snapshot: snapshot, view: view).words != nil ? 1 : 0)
        let tabs = rest.removeTop(height >= 7 ? 1 : 0)
        let why = rest.removeTop(height < 10 ? 0 : whyRows(size.width, height))
        let phases = rest.removeTop(height >= 12 ? 1 : 0)
        let rule = rest.removeTop(height >= 9 ? 1 : 0)
        let factRows = view.tab == .rewrite && size.width < RewritePane.wideColumns && height >= 22 ? 3 : 2
        let facts = rest.removeBottom(height >= 20 ? factRows : height >= 11 ? 1 : 0)
        let lowerRule = rest.removeBottom(height >= 14 ? 1 : 0)
        let heading = rest.removeTop(view.tab == .rewrite && height >= 8 ? 1 : 0)
        return Layout(
            title: title, bar: bar, tabs: tabs, why: why, phases: phases, rule: rule, heading: heading, body: rest,
            lowerRule: lowerRule,
            facts: facts, footer: footer)
    }

    /// `nil`: the request is not kept.
    private var sentence: (text: String, style: Style)? {
        request.map { request in
            let isWrong =
                request.isProblem || request.silentSeconds(at: snapshot.now) != nil
                || request.prefixBreak?.ownWork != nil
            let text = request.sentence ?? RequestSentence.of(request, at: snapshot.now)
            let note = view.notes[request.id].map { "\(view.symbols.note) \($0)   " } ?? ""
            return (note + text.prefix(1).uppercased() + text.dropFirst(), isWrong ? .warning : .title)
        }
    }

    private func whyRows(_ width: Int, _ height: Int) -> Int {
        guard let sentence, height >= 20 else { return 1 }
        // The sentence of a running request grows and shrinks: no row comes and goes with it.
        if request?.phase.isRunning == true { return 1 }
        return min(2, max(1, TextWrap.rows(Array(sentence.text.utf8), width: max(2, width - 2)).count))
    }

    /// What the open tab's text is made of.
    func source(_ size: Size) -> TabText.Source {
        let body = layout(size).body
        guard let request else { return .nothing }
        return view.tab == .rewrite ? .rewrite(rewriteTab.source(body)) : source(request, width: body.width)
    }

    /// The panes that there is room for.
    func panes(_ size: Size) -> [RewritePane] { rewriteTab.panes(layout(size).body) }

    /// The border between the panes; `nil`: there are none, or there is no room to move it.
    func border(_ size: Size) -> PaneBorders.Movable? {
        view.tab == .rewrite ? rewriteTab.border(layout(size).body) : nil
    }

    private func source(_ request: RequestSummary, width: Int) -> TabText.Source {
        let look = TextLook(view)
        switch view.tab {
        case .rewrite: return .nothing
        case .summary:
            return .summary(
                SummaryTab(request: request, headers: detail?.headers, snapshot: snapshot, look: look), width: width)
        case .timing:
            return .timing(
                TimingTab(request: request, pace: detail?.pace, snapshot: snapshot, look: look), width: width)
        case .messages: return .messages(MessagesTab(request: request, detail: detail, look: look), width: width)
        case .tools: return .tools(ToolsTab(request: request, detail: detail, look: look), width: width)
        case .diff: return .diff(DiffTab(request: request, detail: detail, look: look), width: width)
        case .raw: return .raw(RawTab(request: request, detail: detail, look: look), width: width)
        case .answers:
            return .answers(
                AnswersTab(
                    request: request, detail: detail, other: view.otherAnswer(snapshot).flatMap(snapshot.request),
                    otherDetail: snapshot.otherDetail, now: snapshot.now, look: look), width: width)
        }
    }

    /// The tab's rows as they would be read out.
    func plainText(width: Int) -> String {
        guard let request, case .column(let rows) = source(request, width: width).text() else { return "" }
        let lines = rows.map { row in row.styled().pieces.map(\.text).joined() }
        return lines.map { line in
            var line = Substring(line)
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n") + "\n"
    }

    /// `text` is the open tab's.
    func draw(_ text: TabText, into grid: inout CellGrid) {
        let layout = layout(grid.size)
        let hasWideTabs = layout.tabs.height > 0 && layout.tabs.width >= RewritePane.wideColumns
        DetailTitle(id: id, request: request, snapshot: snapshot, view: view, hasCounters: !hasWideTabs)
            .draw(into: &grid, in: layout.title)
        OperatorBar(snapshot: snapshot, view: view).draw(into: &grid, in: layout.bar)
        drawTabs(into: &grid, in: layout.tabs)
        grid.drawRule(in: layout.rule, symbols: view.symbols)
        grid.drawRule(in: layout.lowerRule, symbols: view.symbols)
        let isNamed = grid.size.width >= DetailTitle.leastColumns
        FooterBar(view: view, lead: isNamed ? StyledText() : StyledText(" \(id) \(view.tab.title)", .title))
            .draw(into: &grid, in: layout.footer)
        guard let request else {
            let words = StyledText(" \(id) is no longer kept: newer requests took its place", .warning)
            grid.drawLine(words, in: layout.body, symbols: view.symbols)
            return
        }
        if let (text, style) = sentence {
            grid.drawWrapped(text, style, in: layout.why.inset(left: 1, right: 1), symbols: view.symbols)
        }
        let bar = PhaseBar(request: request, now: snapshot.now, symbols: view.symbols)
        grid.drawLine(
            StyledText(" ") + bar.text(width: layout.phases.width - 2), in: layout.phases, symbols: view.symbols)
        switch text {
        case .panes(let rows):
            drawFacts(request, rows, into: &grid, in: layout.facts)
            rewriteTab.draw(rows, into: &grid, heading: layout.heading, body: layout.body)
        case .column(let rows):
            drawFacts(request, nil, into: &grid, in: layout.facts)
            DetailRows(rows: rows, view: view).draw(into: &grid, in: layout.body)
        }
    }

    /// The rows of the text in which `pattern` can be read, all panes locked; only those `among` these, if not `nil`.
    func matches(of pattern: String, in text: TabText, size: Size, among rows: [Int]? = nil) -> [Int] {
        let body = layout(size).body
        switch text {
        case .panes(let all):
            return all.map { rewriteTab.matches(of: pattern, in: $0, among: rows ?? Array(0..<$0.count), body) } ?? []
        case .column(let all):
            var line = SearchedLine(width: body.width, pattern: pattern)
            let column = view.wraps ? 0 : view.scroll.column
            return (rows ?? Array(all.indices)).filter { row in
                line.matches(all[row], droppingColumns: column, cut: view.symbols.cut)
            }
        }
    }

    /// The pane of the rewrite tab at a place.
    func pane(x: Int, y: Int, size: Size) -> RewritePane? {
        let body = layout(size).body
        return view.tab == .rewrite && body.contains(x: x, y: y) ? rewriteTab.pane(at: x, body) : nil
    }

    /// The tab whose name stands at column `x`.
    func tab(at x: Int, width: Int) -> ViewState.Tab? { tabs(width).tab(at: x) }

    private func tabs(_ width: Int) -> TabNames {
        TabNames(view.tabs(snapshot), open: view.tab, width: width - 1 - rightOfTabs(width).width)
    }

    private func rightOfTabs(_ width: Int) -> StyledText {
        var right = StyledText()
        if view.prompt == nil, let search = view.search, let words = search.words {
            right.append("/\(search.pattern.prefix(12)) \(words)  ", .key)
        }
        if view.tab == .rewrite, !view.rewrite.isLocked { right.append("scroll free  ", .title) }
        if width >= RewritePane.wideColumns {
            let counters = ProblemCounters(snapshot: snapshot, seen: view.seenProblems)
            right.append(counters.line(width: width / 2) + StyledText("  "))
        }
        right.append(TitleBar(snapshot: snapshot, view: view).pictureState)
        if request?.phase.isRunning == true, view.scroll.sticksToEnd, width >= 100 {
            right.append(" at end", .dim)
        }
        right.append(" ")
        return right
    }

    private func drawTabs(into grid: inout CellGrid, in area: Area) {
        grid.drawLine(tabs(area.width).text, right: rightOfTabs(area.width), in: area, symbols: view.symbols)
    }

    private func drawFacts(_ request: RequestSummary, _ rows: RewriteRows?, into grid: inout CellGrid, in area: Area) {
        let layout = layout(grid.size)
        var lines = factLines(
            request, rows, area, bodyHeight: layout.body.height, hasWhy: !layout.why.isEmpty)
        if let message = view.message {
            let line = StyledText(" " + message.text, message.isProblem ? .warning : .title)
            // Below the strip as far as there is room.
            lines[view.tab == .rewrite ? max(0, min(lines.count, area.height) - 1) : 0] = line
        }
        for (offset, line) in lines.prefix(area.height).enumerated() {
            grid.drawLine(line, in: area.row(offset), symbols: view.symbols)
        }
    }

    private func factLines(
        _ request: RequestSummary, _ rows: RewriteRows?, _ area: Area, bodyHeight: Int, hasWhy: Bool
    ) -> [StyledText] {
        let facts = TranslationFacts(request: request, detail: snapshot.detail)
        // What is wrong stands on top where there is room for it.
        let problem = hasWhy ? nil : request.problem.map { StyledText(" " + $0, .warning) }
        guard view.tab == .rewrite else {
            return [facts.translation, problem ?? facts.amounts].filter { $0.width > 0 }
        }
        let call = rows.flatMap { rewriteTab.currentCall($0, visible: bodyHeight) }
        let strip = CallStrip(
            request: request, detail: detail, call: call,
            number: 1 + (rows?.calls.firstIndex { $0.place == call?.place } ?? 0), count: rows?.calls.count ?? 0)
        if area.width >= RewritePane.wideColumns { return [strip.line(width: area.width), problem ?? facts.amounts] }
        guard area.height > 1 else { return strip.lines(width: area.width) }
        var lines = strip.lines(width: area.width)
        // What ended it counts for more than what it had in common with others.
        if request.phase == .failed || area.height < lines.count, let problem { lines[area.height - 1] = problem }
        return lines
    }
}
