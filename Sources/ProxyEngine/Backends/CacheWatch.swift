import Monitoring

/// When a backend is asked for its slots and cache: while it works, as often as somebody watches; once more when it has
/// come to rest; and now and then. llama-server writes a line for each such question into its log.
struct CacheWatch {
    /// Seconds between two looks at a backend at rest: others may use it too.
    private static let restSeconds = 60.0

    private var lastAt: Moment?
    private var wasBusy = false
    private var isUntold = false

    /// Whether to ask `now`. `interval`: seconds between two looks at one that works.
    mutating func isDue(at now: Moment, isBusy: Bool, interval: Double) -> Bool {
        guard let lastAt else { return true }
        let elapsed = now.seconds(since: lastAt)
        if isUntold { return elapsed >= Self.restSeconds }
        return elapsed >= (isBusy || wasBusy ? interval : Self.restSeconds)
    }

    mutating func note(_ finding: CacheProbe.Finding, at now: Moment, isBusy: Bool) {
        lastAt = now
        wasBusy = isBusy
        isUntold = finding == .untold
        if case .report(let report) = finding, report.slots.contains(where: { $0.phase != .idle }) { wasBusy = true }
    }
}
