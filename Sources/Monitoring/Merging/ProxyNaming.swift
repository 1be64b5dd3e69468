/// Gives what one of several proxies calls by number or name a name that no other has, and its times our clock.
package struct ProxyNaming {
    private let name: String
    private let index: Int?
    private let clockOffset: Double
    private var receivedAt: [RequestID: Double] = [:]

    /// `snapshot` tells when requests were received. With `index` `nil` only the times change.
    init(name: String, index: Int?, clockOffset: Double, _ snapshot: MonitorSnapshot) {
        self.name = name
        self.index = index
        self.clockOffset = clockOffset
        guard index != nil else { return }
        for row in snapshot.requests { receivedAt[row.id] = row.receivedAt }
    }

    func renamed(_ snapshot: MonitorSnapshot) -> MonitorSnapshot {
        var result = snapshot
        result.now = time(snapshot.now)
        result.startedAt = time(snapshot.startedAt)
        result.settings.pausedSince = snapshot.settings.pausedSince.map(time)
        guard index != nil || clockOffset != 0 else { return result }
        result.backends = snapshot.backends.map(renamed)
        result.requests = snapshot.requests.map(renamed)
        result.gone = snapshot.gone?.map(id)
        result.sessions = snapshot.sessions.map(renamed)
        result.toolUses = snapshot.toolUses.map(renamed)
        result.events = snapshot.events.map(renamed)
        result.detail = snapshot.detail.map(renamed)
        return result
    }

    func renamed(_ detail: RequestDetail) -> RequestDetail {
        var result = detail
        result.id = id(detail.id)
        if let previous = detail.comparison?.previous { result.comparison?.previous = id(previous) }
        result.repeats = detail.repeats?.map { found in
            var found = found
            found.requests = found.requests.map(id)
            return found
        }
        return result
    }

    /// How the backend of one of several proxies is called.
    static func backend(_ backend: String, of proxy: String) -> String { "\(proxy)/\(backend)" }

    /// Which of `proxies` has the backend that is called so here, and what it calls it itself; `nil`: none. A proxy's name
    /// may begin with another's: `:8066` and `:8066/x`.
    package static func owner(of backend: String, among proxies: [String]) -> (index: Int, backend: String)? {
        let prefixes = proxies.map { Self.backend("", of: $0) }
        let index = prefixes.indices.filter { backend.hasPrefix(prefixes[$0]) }.max {
            prefixes[$0].utf8.count < prefixes[$1].utf8.count
        }
        return index.map { ($0, String(backend.dropFirst(prefixes[$0].count))) }
    }

    private func renamed(_ report: BackendReport) -> BackendReport {
        var result = report
        for slot in result.cache?.slots.indices ?? 0..<0 {
            if let since = result.cache?.slots[slot].idleSince { result.cache?.slots[slot].idleSince = time(since) }
            if let request = result.cache?.slots[slot].request { result.cache?.slots[slot].request = id(request) }
        }
        if index != nil { result.name = Self.backend(report.name, of: name) }
        return result
    }

    private func renamed(_ row: RequestSummary) -> RequestSummary {
        var result = row
        result.receivedAt = time(row.receivedAt)
        guard index != nil else { return result }
        result.id = id(row.id)
        result.proxy = name
        result.backend = row.backend.map { Self.backend($0, of: name) }
        result.session = row.session.map(session)
        result.joined = row.joined.map(id)
        result.resentFrom = row.resentFrom.map(id)
        result.asksAgain = row.asksAgain.map(id)
        result.prefixBreak = row.prefixBreak.map(renamed)
        return result
    }

    private func renamed(_ summary: SessionSummary) -> SessionSummary {
        var result = summary
        result.startedAt = time(summary.startedAt)
        result.lastAt = time(summary.lastAt)
        result.heldSince = summary.heldSince.map(time)
        guard index != nil else { return result }
        result.id = session(summary.id)
        result.lastRequest = id(summary.lastRequest)
        result.lastBreak = summary.lastBreak.map(renamed)
        result.lastBreakRequest = summary.lastBreakRequest.map(id)
        result.lastLoopRequest = summary.lastLoopRequest.map(id)
        return result
    }

    private func renamed(_ found: PrefixBreak) -> PrefixBreak {
        var result = found
        result.previous = id(found.previous)
        return result
    }

    private func renamed(_ use: ToolUse) -> ToolUse {
        var result = use
        result.lastUsedAt = time(use.lastUsedAt)
        result.lastRequest = id(use.lastRequest)
        result.lastProblemRequest = use.lastProblemRequest.map(id)
        return result
    }

    private func renamed(_ entry: MonitorSnapshot.EventEntry) -> MonitorSnapshot.EventEntry {
        var result = entry
        result.time = time(entry.time)
        guard let index else { return result }
        result.id = entry.id &* RequestID.maximumProxies &+ index
        result.notice.text = "\(name): \(entry.notice.text)"
        result.notice.request = entry.notice.request.map(id)
        return result
    }

    private func id(_ id: RequestID) -> RequestID {
        guard let index else { return id }
        return RequestID(id, ofProxy: index, receivedAt: receivedAt[id].map(time) ?? 0)
    }

    private func session(_ id: String) -> String { (index.map(RequestID.letter(ofProxy:)) ?? "") + id }

    private func time(_ moment: Double) -> Double { moment - clockOffset }
}
