/// Amounts by second over the last five minutes: what a rate and its graph are made of.
///
/// Times are seconds on one wall clock. Where that clock is set back by more than a few seconds the window starts anew.
package struct ThroughputWindow: Equatable, Sendable {
    /// Seconds that are kept: five minutes fill a graph of a wide screen.
    package static let span = 300
    /// The rate "now" is taken over the running second and this many before it: steady enough to be read.
    package static let currentSeconds = 3
    /// The shortest time a rate is taken over; less would show bursts as speeds.
    private static let minimumRateSeconds = 0.5
    /// A clock that goes back by more than this was set.
    private static let clockTolerance = 5

    private var bins = [Double](repeating: 0, count: span)
    /// The second of the newest bin.
    private var newest: Int
    private let start: Int
    /// The last addition, and the first after a pause longer than `currentSeconds`.
    private var lastAddition = -Double.infinity
    private var activeSince = -Double.infinity

    package init(startingAt start: Double) {
        self.start = Self.second(of: start)
        newest = self.start
    }

    /// Counts `amount` at `time`.
    package mutating func add(_ amount: Double, at time: Double) {
        guard amount > 0, amount.isFinite, time.isFinite else { return }
        let second = Self.second(of: time)
        if second < newest - Self.clockTolerance { restart(at: second) }
        advance(to: second)
        if time - lastAddition > Double(Self.currentSeconds) { activeSince = time }
        lastAddition = max(lastAddition, time)
        if second > newest - Self.span { bins[Self.slot(of: second)] += amount }
    }

    /// Counts `amount` evenly between two times, for what becomes known only afterwards. The part that lies before the
    /// window is lost.
    package mutating func spread(_ amount: Double, from begin: Double, to end: Double) {
        guard amount > 0, amount.isFinite, begin.isFinite, end.isFinite else { return }
        guard end - begin > 0.001 else { return add(amount, at: end) }
        let last = Self.second(of: end)
        if last < newest - Self.clockTolerance { restart(at: last) }
        advance(to: last)
        if begin - lastAddition > Double(Self.currentSeconds) { activeSince = begin }
        activeSince = min(activeSince, begin)
        lastAddition = max(lastAddition, end)
        for second in max(Self.second(of: begin), newest - Self.span + 1)...max(last, newest - Self.span + 1)
        where second <= last {
            let share = min(end, Double(second) + 1) - max(begin, Double(second))
            bins[Self.slot(of: second)] += amount * max(0, share) / (end - begin)
        }
    }

    /// One value a second, oldest first, the last is that of the running second `now`. Fewer than `span` in the first
    /// minutes.
    package func values(at now: Double) -> [Double] {
        let last = max(newest, Self.second(of: now))
        let count = min(Self.span, max(1, last - start + 1))
        return (0..<count).map { value(of: last - count + 1 + $0) }
    }

    /// The rate over the last few seconds; `nil` where nothing was counted in them.
    package func rate(at now: Double) -> Double? {
        let last = Self.second(of: now)
        let first = last - Self.currentSeconds
        let sum = (first...last).reduce(0) { $0 + value(of: $1) }
        guard sum > 0 else { return nil }
        return sum / max(Self.minimumRateSeconds, now - max(activeSince, Double(first)))
    }

    private func value(of second: Int) -> Double {
        second > newest || second <= newest - Self.span ? 0 : bins[Self.slot(of: second)]
    }

    private mutating func advance(to second: Int) {
        guard second > newest else { return }
        for passed in max(newest + 1, second - Self.span + 1)...second { bins[Self.slot(of: passed)] = 0 }
        newest = second
    }

    private mutating func restart(at second: Int) {
        bins = [Double](repeating: 0, count: Self.span)
        newest = second
        lastAddition = -.infinity
        activeSince = -.infinity
    }

    private static func slot(of second: Int) -> Int { ((second % span) + span) % span }

    /// The whole second that `time` lies in; times beyond any clock are taken as its end.
    private static func second(of time: Double) -> Int {
        guard time.isFinite else { return 0 }
        return Int(max(-1e12, min(1e12, time)).rounded(.down))
    }
}
