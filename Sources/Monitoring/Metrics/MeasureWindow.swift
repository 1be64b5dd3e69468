/// A measured value by second over the last five minutes, for its graph.
struct MeasureWindow: Equatable, Sendable {
    enum Kind: Sendable {
        /// Of several in one second the highest; nothing in seconds without one.
        case peak
        /// Stays as it is until it is measured anew.
        case level
    }
    private let kind: Kind
    private var bins: SecondBins

    init(_ kind: Kind, startingAt start: Double) {
        self.kind = kind
        bins = SecondBins(startingAt: start)
    }

    mutating func note(_ value: Double, at time: Double) {
        guard let value = value.asMeasure, time.isFinite else { return }
        let second = SecondBins.second(of: time)
        _ = bins.advance(to: second, filler: kind == .level ? bins[bins.newest] : 0)
        bins[second] = kind == .peak ? max(bins[second], value) : value
    }

    /// One value a second, oldest first, the last is that of the running second `now`.
    func values(at now: Double) -> [Double] {
        bins.seconds(upTo: now).map { kind == .level && $0 > bins.newest ? bins[bins.newest] : bins[$0] }
    }
}
