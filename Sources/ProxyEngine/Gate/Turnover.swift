/// How long requests take at a backend, measured on those that have ended.
struct Turnover: Sendable {
    /// The weight of a new measurement once there are enough of them.
    private static let weight = 0.2

    private var count = 0
    /// In nanoseconds.
    private var mean = 0.0

    mutating func note(_ nanoseconds: UInt64) {
        count = min(count + 1, Int(1 / Self.weight))
        mean += (Double(nanoseconds) - mean) / Double(count)
    }

    /// When those who wait may expect their turn, with `running` requests that began so long ago; `nil` while nothing
    /// has been measured.
    func outlook(running ages: some Sequence<UInt64>, limit: Int) -> QueueOutlook? {
        guard count > 0 else { return nil }
        // Of one that takes longer than others nobody knows how long: the longer it has run, the longer it may.
        let rest = ages.map { max(mean - Double($0), Double($0) / 4) }.sorted()
        let free = Array(repeating: 0.0, count: max(0, limit - rest.count))
        // Those above a lowered limit make room for nobody.
        return QueueOutlook(mean: mean, rest: free + rest.dropFirst(max(0, rest.count - limit)))
    }
}

/// When places at a backend become free, as far as can be told.
package struct QueueOutlook: Equatable, Sendable {
    /// Nanoseconds that a request takes.
    fileprivate(set) var mean: Double
    /// Nanoseconds until each of the running ones ends, the first to end first.
    fileprivate(set) var rest: [Double]

    /// Seconds until the turn of the one at `position`, 1 being next.
    package func seconds(until position: Int) -> Double {
        guard !rest.isEmpty, position > 0 else { return 0 }
        // Where all take equally long, the places become free in the same order again and again.
        let (rounds, index) = (position - 1).quotientAndRemainder(dividingBy: rest.count)
        return (rest[index] + Double(rounds) * mean) / 1e9
    }
}
