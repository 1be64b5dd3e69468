/// The counters of the monitor, for collectors.
package struct MonitorMetrics: Sendable {
    var startedAt: Double
    var totals: MonitorSnapshot.Totals
    /// Tokens of ended requests: unlike that of running ones their number never turns out lower.
    var outputTokens: Int
    var outcomes: [RequestOutcomeKey: Int]
    var calls: [String: ToolTally.Calls]
    var nearMisses: [String: Int]
    var repairs: [String: Int]
    var backends: [BackendReport]
    var memory: MemoryReport?
    var firstToken: LatencyHistogram
    var phases: PhaseHistograms
    var cachedTokens: Int
    var loops: Int
    /// Requests that got the answer of an identical one that was running.
    var joined: Int
}

/// What ended requests are counted by.
struct RequestOutcomeKey: Hashable, Sendable {
    var kind: RouteKind
    /// `done`, `failed` or `cancelled`.
    var phase: RequestSummary.Phase
}
