/// What is known of one proxy that is watched from here.
package struct WatchedProxy: Sendable {
    package let name: String
    package let url: String
    /// Its place among several; `nil`: it is the only one, and all is called as it calls it itself.
    package let index: Int?
    package var link = ProxyLink()
    /// As it came.
    private var received: MonitorSnapshot?
    /// With names and times as they are shown here.
    package private(set) var shown: MonitorSnapshot?
    /// Seconds by which its clock is ahead of ours.
    private var clockOffset: Double?
    /// Our time when the last snapshot came.
    package private(set) var updatedAt = 0.0

    /// Clocks that differ by less are the same: a message takes its time.
    private static let clockTolerance = 2.0

    package init(name: String, url: String, index: Int?) {
        self.name = name
        self.url = url
        self.index = index
    }

    /// Takes what it said, at our time `now`. `false`: it goes on from something that is not known here.
    package mutating func take(_ snapshot: MonitorSnapshot, at now: Double) -> Bool {
        var whole = snapshot
        if let since = snapshot.changesSince {
            guard var known = received, known.now == since else { return false }
            received = nil
            known.take(snapshot)
            whole = known
        }
        received = whole
        // Once and for all: a request must keep its id.
        let offset = clockOffset ?? Self.offset(snapshot.now - now)
        clockOffset = offset
        updatedAt = now
        let new = ProxyNaming(name: name, index: index, clockOffset: offset, whole).renamed(snapshot)
        // Of what has not changed names and times have not either.
        if snapshot.changesSince != nil { shown?.take(new) } else { shown = new }
        return true
    }

    /// The detail of a request with names as they are shown here.
    package func renamed(_ detail: RequestDetail) -> RequestDetail {
        guard let received else { return detail }
        return ProxyNaming(name: name, index: index, clockOffset: clockOffset ?? 0, received).renamed(detail)
    }

    package func report(at now: Double) -> ProxyReport {
        var report = ProxyReport(name: name, url: url, state: link.state(at: now))
        report.staleSeconds = link.staleSeconds(at: now)
        report.problem = link.problem?.short
        if let shown {
            report.totals = shown.totals
            report.backends = shown.backends
            report.settings = shown.settings
            if report.state == .live, isRecent(at: now) { report.generationNow = shown.rates.generationNow }
        }
        return report
    }

    /// What the operator has to know of it; `nil` while all is well.
    package func trouble(at now: Double) -> String? {
        if let problem = link.problem, problem.needsSomebody { return problem.advice(url) }
        let age = link.staleSeconds(at: now).map { " stale \(Int(min($0, 1e9))) s" }
        guard age != nil || link.state(at: now) == .connecting else { return nil }
        let reason = link.problem.map { "\($0.short); trying again" } ?? (age == nil ? "connecting" : "silent")
        return "\(name)\(age ?? ""): \(reason)"
    }

    /// Its rows as they are to be shown: what is stale says since when.
    func rows(at now: Double) -> [RequestSummary] {
        guard let shown else { return [] }
        guard let age = link.staleSeconds(at: now) else { return shown.requests }
        return shown.requests.map { row in
            var row = row
            row.lastKnownAt = now - age
            return row
        }
    }

    /// Its rates are those of this moment: a proxy in which nothing happens says nothing.
    func isRecent(at now: Double) -> Bool { now - updatedAt < Double(ThroughputWindow.currentSeconds) }

    private static func offset(_ difference: Double) -> Double {
        abs(difference) < clockTolerance ? 0 : difference.rounded()
    }
}
