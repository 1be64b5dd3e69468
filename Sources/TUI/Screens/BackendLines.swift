import Monitoring

/// A line for each backend: state in a word, latency, load, what it can take.
struct BackendLines {
    var snapshot: MonitorSnapshot
    var view: ViewState

    func draw(into grid: inout CellGrid, in area: Area) {
        var rest = area
        let backends = snapshot.backends
        for (index, backend) in backends.enumerated() where !rest.isEmpty {
            let isLast = rest.height == 1 && index + 1 < backends.count
            let more = StyledText(isLast ? "   and \(backends.count - index - 1) more" : "", .dim)
            let line = text(backend, width: rest.width)
            var row = rest.removeTop(1)
            // A long line gives way, not the count.
            let own = row.removeLeft(min(line.width, max(0, row.width - more.width)))
            grid.drawLine(line, in: own, symbols: view.symbols)
            grid.drawLine(more, in: row, symbols: view.symbols)
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
        text.append(Self.condition(backend))
        if let problem = Self.problem(backend) {
            text.append("  " + problem, .warning)
            guard backend.drainReason != nil else { return text }
            text.append("  ")
            text.append(fact("run", String(backend.running)))
            return text
        }
        var facts: [StyledText] = [
            fact("rtt", Formatting.roundTrip(backend.roundTripSeconds)),
            fact("run", "\(backend.running)/\(backend.maxConcurrent)"),
        ]
        if backend.queued > 0 { facts.append(fact("wait", String(backend.queued))) }
        let held = snapshot.requests.lazy.filter { $0.phase == .decode }.map(\.heldBytes).boundedSum
        if snapshot.backends.count == 1, held > 0 { facts.append(fact("held", Formatting.bytes(held))) }
        if backend.kind != backend.name { facts.append(StyledText(backend.kind)) }
        if let window = backend.contextWindow { facts.append(fact("ctx", Formatting.tokens(window))) }
        if snapshot.backends.count > 1, let cache = backend.cache, let words = CacheWords(cache: cache).share {
            facts.append(fact("kv", words))
        }
        if backend.cache?.slots.isEmpty == false {
            // The only one has a line for them.
            let line = SlotLine(backend: backend, snapshot: snapshot, view: view)
            if snapshot.backends.count > 1 { facts.append(StyledText("slots ", .dim) + line.letters) }
        } else if let slots = backend.slotCount {
            facts.append(fact("slots", String(slots)))
        }
        facts.append(StyledText(backend.canPurge ? "can purge" : "cannot purge", .dim))
        text.append(fitting: facts, width: width)
        return text
    }

    private func fact(_ name: String, _ value: String) -> StyledText {
        StyledText(name + " ", .dim) + StyledText(value, value == Formatting.unknown ? .dim : .plain)
    }

    /// What counts most: an operator's word, then whether it is there, then whether it fails.
    private static func condition(_ backend: BackendReport) -> StyledText {
        if backend.drainReason != nil { return StyledText("DRAINING", .warning) }
        guard backend.state == .up || backend.state == .unknown else { return state(backend.state) }
        switch backend.circuit {
        case .open: return StyledText("OPEN", .failure)
        case .halfOpen: return StyledText("TRYING", .warning)
        case nil: return state(backend.state)
        }
    }

    /// Why it is not simply up.
    private static func problem(_ backend: BackendReport) -> String? {
        if let reason = backend.drainReason { return reason }
        if backend.state != .up, let problem = backend.problem { return problem }
        return backend.circuit == nil ? nil : backend.circuitReason
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
