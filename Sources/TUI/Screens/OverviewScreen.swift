import ProxyEngine

/// The first screen.
///
///      llama-stream-top  :8066 -> llama-server :8080   qwen3-coder-30b-q4          LIVE  +F
///      gen   41.8 t/s [.:-=+*##*+==--=+**##*+=:.]       run 2  queue 1  done 184  err 3
///      fill  1053 t/s [        .:=#####=:.      ]       ttft p50 0.9s  p95 6.2s
///      mem   [||||||||||||||||||.......] 41.2/64.0G 64% WARN
///      tools native 66  rewritten 31  NEAR-MISS 2  BAD-ARGS 4        chunk 50  max 3  auto
///      llama-server UP  rtt 12ms  run 2/3  wait 1  slots 4  ctx 65.5k
///      slots 0 DECODE #0187   1 FILL 64% #0188   2 idle   3 empty
///     -------------------------------------------------------------------------------------
///        ID    PHASE     TIME AGENT    CTX CACHE   OUT   T/S  TTFT TOOL FORMAT   FIN
///     >  #0188 fill 64%  17.1 aider  31.2k  2.1k     -     -     - -             .
///     -------------------------------------------------------------------------------------
///      #0185 read_file: /limit expected integer, got "all"
///      Enter open  F follow  Z freeze  E problem  X cancel  P purge  ? help  q quit
struct OverviewScreen {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid) {
        let layout = OverviewLayout(size: grid.size, view: view, snapshot: snapshot)
        switch layout.stage {
        case .tiny:
            FoldedHead(snapshot: snapshot, view: view).drawTiny(into: &grid, layout.head, hint: layout.hint)
        case .small:
            FoldedHead(snapshot: snapshot, view: view).draw(into: &grid, layout.head)
        case .full:
            TitleBar(snapshot: snapshot, view: view).draw(into: &grid, in: layout.head)
            OverviewMeters(snapshot: snapshot, view: view).draw(
                into: &grid, in: layout.meters, rows: layout.graphRows)
            if let replay = snapshot.replay {
                ReplayLine(replay: replay, view: view).draw(into: &grid, in: layout.backends)
            } else if let proxies = snapshot.proxies, proxies.count > 1 {
                ProxyLines(proxies: proxies, view: view).draw(into: &grid, in: layout.backends)
            } else {
                BackendLines(snapshot: snapshot, view: view).draw(into: &grid, in: layout.backends)
            }
            if !layout.slots.isEmpty, let backend = snapshot.backends.first {
                let line = SlotLine(backend: backend, snapshot: snapshot, view: view)
                grid.drawLine(line.text(width: layout.slots.width - 1), in: layout.slots, symbols: view.symbols)
            }
            grid.drawRule(in: layout.rule, label: listLabel(width: layout.rule.width - 6), symbols: view.symbols)
            grid.drawRule(in: layout.lowerRule, symbols: view.symbols)
        }
        OperatorBar(snapshot: snapshot, view: view).draw(into: &grid, in: layout.bar)
        drawBanner(into: &grid, in: layout.banner)
        ListPages(snapshot: snapshot, view: view).drawTable(into: &grid, header: layout.columns, rows: layout.rows)
        if view.list != .requests {
            grid.drawRule(in: layout.factsRule, symbols: view.symbols)
            grid.fill(
                Area(x: layout.preview.x, y: layout.preview.y, width: 1, height: layout.preview.height),
                view.symbols.vertical, .dim)
            RowFacts(snapshot: snapshot, view: view).draw(into: &grid, in: layout.facts)
        } else if !layout.preview.isEmpty {
            PreviewPane(snapshot: snapshot, view: view).draw(into: &grid, in: layout.preview)
        }
        EventLines(snapshot: snapshot, view: view).draw(
            into: &grid, problem: layout.problem, events: layout.events)
        FooterBar(view: view).draw(into: &grid, in: layout.footer)
    }

    /// Which list it is, and what is listed where that is not everything.
    private func listLabel(width: Int) -> StyledText {
        guard view.list == .requests, !view.filter.wantsAll else { return ListTabs(list: view.list).text(width: width) }
        // How many there are is told however long the filter is.
        let progress = view.lookup.words(of: snapshot.requests).map { "  \($0)" } ?? ""
        let count = StyledText("  \(view.order.ids.count) of \(snapshot.requests.count)\(progress)", .dim)
        let numbers = ListTabs(list: view.list).text(width: 0).width + 2
        var text = StyledText(view.filter.text, .warning)
        text.cut(to: max(1, width - numbers - count.width - 7), mark: view.symbols.cut)
        let filter = StyledText("filter ", .dim) + text + count
        let room = max(0, width - filter.width - 2)
        return ListTabs(list: view.list).text(width: room) + StyledText("  ") + filter
    }

    private func drawBanner(into grid: inout CellGrid, in area: Area) {
        guard let banner = snapshot.banner else { return }
        grid.drawWrapped(banner, .warning, in: area.inset(left: 1, right: 1), symbols: view.symbols)
    }
}
