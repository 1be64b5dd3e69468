/// The counters of the monitor, for collectors.
package struct MonitorMetrics: Sendable {
    var startedAt: Double
    var totals: MonitorSnapshot.Totals
    /// Tokens of ended requests: unlike that of running ones their number never turns out lower.
    var outputTokens: Int
    var outcomes: [RequestOutcomeKey: Int]
    var failures: FailureTally
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

/// What connections take, and may take.
package struct TransportFigures: Equatable, Sendable {
    var connections: Int
    var connectionLimit: Int
    var heldBytes: Int
    /// `nil`: no limit.
    var heldBytesLimit: Int?

    package init(connections: Int, connectionLimit: Int, heldBytes: Int, heldBytesLimit: Int? = nil) {
        self.connections = connections
        self.connectionLimit = connectionLimit
        self.heldBytes = heldBytes
        self.heldBytesLimit = heldBytesLimit
    }
}

/// Why requests failed.
struct FailureTally: Sendable {
    struct Key: Hashable, Comparable, Sendable {
        var reason: String
        var side: RequestFailure.Side

        static func < (a: Self, b: Self) -> Bool { (a.reason, a.side.rawValue) < (b.reason, b.side.rawValue) }
    }

    /// Reasons can be a backend's own words; those beyond so many are one.
    private static let maximumReasons = 100
    private static let others = "other"

    private(set) var counts: [Key: Int] = [:]

    mutating func count(_ failure: RequestFailure) {
        var key = Key(reason: failure.code, side: failure.side)
        if counts[key] == nil, counts.count >= Self.maximumReasons { key.reason = Self.others }
        counts[key, default: 0] += 1
    }
}

/// What ended requests are counted by.
struct RequestOutcomeKey: Hashable, Sendable {
    var kind: RouteKind
    /// `done`, `failed` or `cancelled`.
    var phase: RequestSummary.Phase
}
