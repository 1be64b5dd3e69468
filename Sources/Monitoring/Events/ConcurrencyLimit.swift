/// How many requests a backend gets at a time, and where that comes from.
package struct ConcurrencyLimit: Equatable, Codable, Sendable {
    package enum Source: String, Codable, Sendable {
        /// By a setting or an operator.
        case set
        /// It tells how many it can work on.
        case slots
        /// Nothing is known.
        case unknown
    }

    /// For a backend of which nothing is known: one may stream while others are still read, and hardly any gets worse.
    package static let unknown = ConcurrencyLimit(count: 3, source: .unknown)
    package static let range = 1...1024

    package var count: Int
    package var source: Source

    package init(count: Int, source: Source) {
        self.count = count
        self.source = source
    }

    /// What was `set` counts before what the backend tells of its `slots`.
    package static func choose(set: Int?, slots: Int?) -> ConcurrencyLimit {
        if let set { return ConcurrencyLimit(count: clamped(set), source: .set) }
        if let slots, slots > 0 { return ConcurrencyLimit(count: clamped(slots), source: .slots) }
        return .unknown
    }

    private static func clamped(_ count: Int) -> Int { min(max(count, range.lowerBound), range.upperBound) }
}
