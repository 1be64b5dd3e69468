import Monitoring

/// The first screen. With room for it graphs, list and preview stand in boxes; else the head is three lines:
///
///      :8066 → llama-server :8080   gen 41.8 ▂▄█▅▃▁▂▆  fill 1053 ▁▃█▅▂▁▂▃   LIVE +F
///      run 2  queue 1  done 184  ERR 3  BAD 4  MISS 2  ttft 0.9s        chunk 50  max 3
///      slots 0 DECODE #0187   1 FILL 64% #0188   2 idle   3 empty
///     ─ [1 Requests]  2 Sessions   3 Tools   4 Events ────────────────────────────────────
///        ID    PHASE     TIME AGENT    CTX  OUT  T/S CALL           ABOUT
///     ▌  #0188 fill 64%  17.1 aider  31.2k                          why is the build red?
///      #0185 read_file: /limit expected integer, got "all"
///      Enter open  F follow  Z freeze  E problem  X cancel  P purge  ? help  q quit
struct OverviewScreen {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid) {
        let layout = OverviewLayout(size: grid.size, view: view, snapshot: snapshot)
        drawHead(into: &grid, layout)
        OperatorBar(snapshot: snapshot, view: view).draw(into: &grid, in: layout.bar)
        drawBanner(into: &grid, in: layout.banner)
        drawFrames(into: &grid, layout)
        ListPages(snapshot: snapshot, view: view).drawTable(into: &grid, header: layout.columns, rows: layout.rows)
        if view.list != .requests {
            RowFacts(snapshot: snapshot, view: view).draw(into: &grid, in: layout.facts)
        } else {
            PreviewPane(snapshot: snapshot, view: view).draw(into: &grid, in: layout.preview)
        }
        EventLines(snapshot: snapshot, view: view).draw(
            into: &grid, problem: layout.problem, events: layout.events)
        FooterBar(view: view).draw(into: &grid, in: layout.footer)
    }

    private func drawHead(into grid: inout CellGrid, _ layout: OverviewLayout) {
        switch layout.stage {
        case .tiny:
            FoldedHead(snapshot: snapshot, view: view).drawTiny(into: &grid, layout.head, hint: layout.hint)
        case .small:
            FoldedHead(snapshot: snapshot, view: view).draw(into: &grid, layout.head)
        case .compact:
            CompactHead(snapshot: snapshot, view: view).draw(into: &grid, head: layout.head, numbers: layout.meters)
        case .framed:
            TitleBar(snapshot: snapshot, view: view).draw(into: &grid, in: layout.head)
            OverviewMeters(snapshot: snapshot, view: view).draw(into: &grid, in: layout.meters)
        }
        if let replay = snapshot.replay {
            ReplayLine(replay: replay, view: view).draw(into: &grid, in: layout.backends)
        } else if let proxies = snapshot.proxies, proxies.count > 1 {
            ProxyLines(proxies: proxies, view: view).draw(into: &grid, in: layout.backends)
        } else if !layout.backends.isEmpty {
            BackendLines(snapshot: snapshot, view: view).draw(into: &grid, in: layout.backends)
        }
        if !layout.slots.isEmpty, let backend = snapshot.backends.first {
            let line = SlotLine(backend: backend, snapshot: snapshot, view: view)
            grid.drawLine(line.text(width: layout.slots.width - 1), in: layout.slots, symbols: view.symbols)
        }
    }

    private func drawFrames(into grid: inout CellGrid, _ layout: OverviewLayout) {
        grid.drawRule(in: layout.factsRule, symbols: view.symbols)
        guard layout.stage == .framed else {
            grid.drawRule(in: layout.rule, label: listLabel(width: layout.rule.width - 6), symbols: view.symbols)
            return
        }
        let room = layout.frame.width - 6
        Frame(title: listLabel(width: room), note: order, foot: place(layout)).draw(
            into: &grid, in: layout.frame, symbols: view.symbols)
        Frame(title: previewTitle).draw(into: &grid, in: layout.previewFrame, symbols: view.symbols)
    }

    /// How the rows are sorted.
    private var order: StyledText {
        guard view.list == .requests, view.filter.wantsAll else { return StyledText() }
        guard let column = view.sort.column else { return StyledText("running, then newest", .dim) }
        return StyledText("by \(column.rawValue) ", .dim) + StyledText(view.symbols.sorted(up: view.sort.goesUp), .key)
    }

    /// Which rows can be seen where that is not all: `1-24 of 184`.
    private func place(_ layout: OverviewLayout) -> StyledText {
        let isOther = view.list != .requests
        let count = isOther ? view.cursors[view.list]?.names.count ?? 0 : view.order.ids.count
        let top = isOther ? view.cursors[view.list]?.top ?? 0 : view.listTop
        guard count > layout.rows.height else { return StyledText() }
        return StyledText("\(top + 1)-\(min(count, top + layout.rows.height)) of \(count)", .dim)
    }

    private var previewTitle: StyledText {
        switch view.list {
        case .requests:
            guard let request = view.subject(snapshot).flatMap({ snapshot.request($0) }) else { return StyledText() }
            return StyledText("\(request.id) ", .title) + StyledText(request.who, .title)
        case .sessions: return StyledText("session", .dim)
        case .tools: return StyledText("tool", .dim)
        case .events: return StyledText("event", .dim)
        case .models: return StyledText("model", .dim)
        }
    }

    /// Which list it is, and what is listed where that is not everything.
    private func listLabel(width: Int) -> StyledText {
        guard view.list == .requests, !view.filter.wantsAll else { return ListTabs(list: view.list).text(width: width) }
        // How many there are is told however long the filter is.
        let progress = view.lookup.words(of: snapshot.requests).map { "  \($0)" } ?? ""
        let count = StyledText("  \(view.order.ids.count) of \(snapshot.requests.count)\(progress)", .dim)
        let numbers = ListTabs(list: view.list).text(width: 0).width + 2
        let row = view.openedRow
        let lead = StyledText(row.map { "\($0.list.title) \(view.symbols.crumb) " } ?? "filter ", .dim)
        var text = row.map { StyledText($0.name, .title) } ?? StyledText(view.filter.text, .warning)
        text.cut(to: max(1, width - numbers - count.width - lead.width), mark: view.symbols.cut)
        let filter = lead + text + count
        let room = max(0, width - filter.width - 2)
        return ListTabs(list: view.list).text(width: room) + StyledText("  ") + filter
    }

    /// What a banner tells one to type begins with one of these, and ends its row.
    private static let commands = ["llama-stream-top ", "backend_url="]

    private func drawBanner(into grid: inout CellGrid, in area: Area) {
        guard let banner = snapshot.banner else { return }
        let room = area.inset(left: 1, right: 1)
        grid.drawWrapped(banner, .dim, in: room, symbols: view.symbols)
        // It is read once: only its first word is to be seen, and what one can do about it.
        let head = banner.prefix { $0 != ":" }
        if head.count < banner.count, head.count < room.width {
            grid.draw(String(head), .warning, x: room.x, y: room.y, in: room)
        }
        for y in room.y..<room.maxY {
            let cells = (room.x..<room.maxX).map { grid[$0, y] }
            guard let start = Self.commands.lazy.compactMap({ PaneSearch.ranges(of: $0, in: cells).first }).first
            else { continue }
            grid.restyle(room.row(y - room.y).inset(left: start.lowerBound, right: 0)) { $0.role = .key }
        }
    }
}
