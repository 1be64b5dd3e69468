import ProxyEngine

/// A line for each backend: state in a word, latency, load, what it can take.
struct BackendLines {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        var rest = area
        let backends = snapshot.backends
        for (index, backend) in backends.enumerated() where !rest.isEmpty {
            let isLast = rest.height == 1 && index + 1 < backends.count
            var line = text(backend, width: rest.width)
            if isLast { line.append("   and \(backends.count - index - 1) more", .dim) }
            grid.drawLine(line, in: rest.removeTop(1), symbols: view.symbols)
        }
        if backends.isEmpty {
            grid.drawLine(StyledText(" no backend is known yet", .dim), in: rest, symbols: view.symbols)
        }
    }

    private func text(_ backend: BackendReport, width: Int) -> StyledText {
        var text = StyledText(" ")
        text.append(field: "back", width: 6, .dim)
        text.append(backend.name, .title)
        text.append(" ")
        text.append(Self.state(backend.state))
        if let problem = backend.problem, backend.state != .up {
            text.append("  " + problem, .warning)
            return text
        }
        var facts: [StyledText] = [
            fact("rtt", Formatting.roundTrip(backend.roundTripSeconds)),
            fact("run", "\(backend.running)/\(backend.maxConcurrent)"),
            fact("wait", String(backend.queued)),
        ]
        let held = snapshot.requests.reduce(0) { $0 + ($1.phase == .decode ? $1.heldBytes : 0) }
        if snapshot.backends.count == 1, held > 0 { facts.append(fact("held", Formatting.bytes(held))) }
        if backend.kind != backend.name { facts.append(StyledText(backend.kind)) }
        if let window = backend.contextWindow { facts.append(fact("ctx", Formatting.tokens(window))) }
        if let slots = backend.slotCount { facts.append(fact("slots", String(slots))) }
        facts.append(StyledText(backend.canPurge ? "can purge" : "cannot purge", .dim))
        text.append(fitting: facts, width: width)
        return text
    }

    private func fact(_ name: String, _ value: String) -> StyledText {
        StyledText(name + " ", .dim) + StyledText(value, value == Formatting.unknown ? .dim : .plain)
    }

    static func state(_ state: BackendReport.State) -> StyledText {
        switch state {
        case .up: StyledText("UP", .good)
        case .loading: StyledText("LOADING", .warning)
        case .down: StyledText("DOWN", .failure)
        case .unknown: StyledText("not asked yet", .dim)
        }
    }
}
