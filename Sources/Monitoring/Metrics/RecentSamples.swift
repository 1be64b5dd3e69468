/// The last so many values, for percentiles of what was seen lately.
package struct RecentSamples: Equatable, Sendable {
    private var values: [Double] = []
    private var next = 0
    private let capacity: Int

    /// `capacity` is at least 1.
    package init(capacity: Int) { self.capacity = max(1, capacity) }

    package var count: Int { values.count }

    package mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        if values.count < capacity {
            values.append(value)
        } else {
            values[next] = value
        }
        next = (next + 1) % capacity
    }

    /// The smallest value that at least `share` (0...1) of the values do not exceed (nearest rank); `nil` without any.
    package func percentile(_ share: Double) -> Double? {
        values.sorted().nearestRank(share)
    }
}
