/// Amounts by second over the last five minutes: what a rate and its graph are made of.
package struct ThroughputWindow: Equatable, Sendable {
    /// Seconds that are kept.
    package static let span = SecondBins.span
    /// The rate "now" is taken over the running second and this many before it: steady enough to be read.
    package static let currentSeconds = 3
    /// The shortest time a rate is taken over; less would show bursts as speeds.
    private static let minimumRateSeconds = 0.5

    private var bins: SecondBins
    /// The last addition, and the first after a pause longer than `currentSeconds`.
    private var lastAddition = -Double.infinity
    private var activeSince = -Double.infinity

    package init(startingAt start: Double) { bins = SecondBins(startingAt: start) }

    /// Counts `amount` at `time`.
    package mutating func add(_ amount: Double, at time: Double) {
        guard amount > 0, amount.isFinite, time.isFinite else { return }
        let second = SecondBins.second(of: time)
        advance(to: second)
        if time - lastAddition > Double(Self.currentSeconds) { activeSince = time }
        lastAddition = max(lastAddition, time)
        bins[second] += amount
    }

    /// Counts `amount` evenly between two times, for what becomes known only afterwards. The part that lies before the
    /// window is lost.
    package mutating func spread(_ amount: Double, from begin: Double, to end: Double) {
        guard amount > 0, amount.isFinite, begin.isFinite, end.isFinite else { return }
        guard end - begin > 0.001 else { return add(amount, at: end) }
        let last = SecondBins.second(of: end)
        advance(to: last)
        if begin - lastAddition > Double(Self.currentSeconds) { activeSince = begin }
        activeSince = min(activeSince, begin)
        lastAddition = max(lastAddition, end)
        let first = max(SecondBins.second(of: begin), bins.newest - Self.span + 1)
        for second in first...max(last, first) where second <= last {
            let share = min(end, Double(second) + 1) - max(begin, Double(second))
            bins[second] += amount * max(0, share) / (end - begin)
        }
    }

    /// One value a second, oldest first, the last is that of the running second `now`. Fewer than `span` in the first
    /// minutes.
    package func values(at now: Double) -> [Double] { bins.seconds(upTo: now).map { bins[$0] } }

    /// The rate over the last few seconds; `nil` where nothing was counted in them.
    package func rate(at now: Double) -> Double? {
        let last = SecondBins.second(of: now)
        let first = last - Self.currentSeconds
        let sum = (first...last).reduce(0) { $0 + bins[$1] }
        guard sum > 0 else { return nil }
        return sum / max(Self.minimumRateSeconds, now - max(activeSince, Double(first)))
    }

    private mutating func advance(to second: Int) {
        guard bins.advance(to: second) else { return }
        lastAddition = -.infinity
        activeSince = -.infinity
    }
}
