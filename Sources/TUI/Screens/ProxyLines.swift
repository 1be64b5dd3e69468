import Monitoring

/// A line for each of the proxies that are watched together: the letter of its requests, state, load, backend.
///
///      A :8066       LIVE      run 2  queue 1  done 184  err 3  41.8 t/s   llama-server UP
///      B gpu1:8066   STALE 5s  run 1  queue 0  done 20   err 0             connection refused
struct ProxyLines {
    var proxies: [ProxyReport]
    var view: ViewState

    private static let maximumNameWidth = 24

    func draw(into grid: inout CellGrid, in area: Area) {
        var rest = area
        let width = min(Self.maximumNameWidth, proxies.map { CellWidth.columns(of: $0.name) }.max() ?? 0)
        for (index, proxy) in proxies.enumerated() where !rest.isEmpty {
            let isLast = rest.height == 1 && index + 1 < proxies.count
            var line = text(proxy, index, nameWidth: width, width: rest.width)
            if isLast { line.append("   and \(proxies.count - index - 1) more", .dim) }
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
    }

    private func text(_ proxy: ProxyReport, _ index: Int, nameWidth: Int, width: Int) -> StyledText {
        let isOld = proxy.state != .live
        let style: Style = isOld ? .dim : .plain
        var text = StyledText(" \(RequestID.letter(ofProxy: index)) ", .key)
        text.append(field: proxy.name, width: nameWidth + 1, isOld ? .dim : .title)
        let state = Self.word(proxy)
        text.append(field: state.text, width: 11, state.style)
        if proxy.state != .connecting {
            text.append("run ", .dim)
            text.append(field: "\(proxy.totals.running)", width: 3, style)
            text.append("queue ", .dim)
            text.append(field: "\(proxy.totals.queued)", width: 3, style)
            text.append("done ", .dim)
            text.append(field: "\(proxy.totals.done)", width: 6, style)
            text.append("err ", .dim)
            text.append(field: "\(proxy.totals.failed)", width: 4, proxy.totals.failed > 0 && !isOld ? .failure : style)
        }
        if let problem = proxy.problem {
            text.append(fitting: [StyledText(problem, .warning)], width: width)
            return text
        }
        var facts: [StyledText] = []
        if let rate = proxy.generationNow { facts.append(StyledText("\(Formatting.rate(rate)) t/s", .good)) }
        for backend in proxy.backends {
            facts.append(
                StyledText(backend.model ?? backend.kind, style) + StyledText(" ") + BackendLines.state(backend.state))
        }
        text.append(fitting: facts, width: width)
        return text
    }

    private static func word(_ proxy: ProxyReport) -> (text: String, style: Style) {
        switch proxy.state {
        case .live: ("LIVE", .good)
        case .connecting: (proxy.problem == nil ? "CONNECTING" : "NO ANSWER", .warning)
        case .stale: ("STALE \(age(proxy))s", .warning)
        }
    }

    private static func age(_ proxy: ProxyReport) -> String { String(Int(min(proxy.staleSeconds ?? 0, 99_999))) }

    /// How the picture of all of them is moving: `LIVE`, `STALE 5s`, `1 of 2 LIVE`.
    static func state(of proxies: [ProxyReport]) -> StyledText {
        let live = proxies.count { $0.state == .live }
        if live == proxies.count { return StyledText("LIVE", .good) }
        if proxies.count > 1 { return StyledText("\(live) of \(proxies.count) LIVE", .warning) }
        let (text, style) = word(proxies[0])
        return StyledText(text, style)
    }
}
