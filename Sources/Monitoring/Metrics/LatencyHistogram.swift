/// Counts of times by fixed upper bounds, as Prometheus wants them.
package struct LatencyHistogram: Equatable, Sendable {
    /// Upper bounds in seconds: from a warm cache on a small model to a long prompt on a slow machine.
    package static let bounds: [Double] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]

    /// Values up to each bound and above the one before; one more at the end for those above all.
    package private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// Sum of all values, in seconds.
    package private(set) var sum = 0.0

    package init() {}

    package mutating func add(_ seconds: Double) {
        guard seconds.isFinite, seconds >= 0 else { return }
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }
}
