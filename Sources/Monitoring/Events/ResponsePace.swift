/// How a response came in and went out, measured where it passes. Seconds count from the request's arrival.
package struct ResponsePace: Equatable, Codable, Sendable {
    /// The first text, reasoning or call that went on to the client.
    package var firstVisibleSeconds: Double?
    /// The head of the first call that went on to the client.
    package var firstCallSeconds: Double?
    /// The last text, reasoning or piece of a call that the backend sent.
    package var lastTokenSeconds: Double?
    /// Time in which text was held back, and the longest for which one piece of it was.
    package var heldSeconds = 0.0
    package var longestHoldSeconds = 0.0
    /// The most bytes that were held at once.
    package var mostHeldBytes = 0
    package var gaps = TokenGaps()
    /// Events of the backend's stream, and those of the stream that the client got of them; `nil`: there was none.
    package var chunksIn: Int?
    package var chunksOut: Int?

    package init() {}
}

/// How long it took from one piece of the model's text to the next, as they arrived.
package struct TokenGaps: Equatable, Codable, Sendable {
    /// Upper bounds of the buckets in milliseconds; one more holds those above all.
    package static let boundsInMilliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

    /// How many gaps fell into each bucket.
    package private(set) var counts = [Int](repeating: 0, count: boundsInMilliseconds.count + 1)
    package private(set) var longestSeconds = 0.0
    /// When the longest one ended.
    package private(set) var longestEndedSeconds = 0.0

    package init() {}

    package var count: Int { counts.boundedSum }

    package mutating func add(_ seconds: Double, endedAt moment: Double) {
        let milliseconds = seconds * 1000
        var bucket = 0
        while bucket < Self.boundsInMilliseconds.count, milliseconds >= Double(Self.boundsInMilliseconds[bucket]) {
            bucket += 1
        }
        counts[bucket] += 1
        if seconds > longestSeconds {
            longestSeconds = seconds
            longestEndedSeconds = moment
        }
    }

    /// The gap that the share `fraction` (0...1) of all gaps does not exceed, estimated inside its bucket; `nil`
    /// without gaps.
    package func percentile(_ fraction: Double) -> Double? {
        let total = count
        guard total > 0, counts.count == Self.boundsInMilliseconds.count + 1 else { return nil }
        let rank = min(max(fraction, 0), 1) * Double(total)
        var below = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            if Double(below.adding(count)) >= rank {
                let lower = bucket > 0 ? Double(Self.boundsInMilliseconds[bucket - 1]) / 1000 : 0
                let isLast = bucket == Self.boundsInMilliseconds.count
                let upper = isLast ? longestSeconds : Double(Self.boundsInMilliseconds[bucket]) / 1000
                let share = max(0, rank - Double(below)) / Double(count)
                return min(lower + max(0, upper - lower) * share, longestSeconds)
            }
            below = below.adding(count)
        }
        return longestSeconds
    }
}
