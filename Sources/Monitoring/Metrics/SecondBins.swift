/// A value for each of the last seconds. Times are seconds on one wall clock; where that is set back by more than a few
/// seconds, everything begins anew.
struct SecondBins: Equatable, Sendable {
    /// Seconds that are kept: five minutes fill a graph of a wide screen.
    static let span = 300
    /// A clock that goes back by more than this was set.
    private static let clockTolerance = 5

    private var bins = [Double](repeating: 0, count: span)
    /// The second of the newest bin.
    private(set) var newest: Int
    private let start: Int

    init(startingAt start: Double) {
        self.start = Self.second(of: start)
        newest = self.start
    }

    /// Makes room for `second`; the seconds that are passed have `filler`. `true`: everything began anew.
    mutating func advance(to second: Int, filler: Double = 0) -> Bool {
        guard second >= newest - Self.clockTolerance else {
            bins = [Double](repeating: 0, count: Self.span)
            newest = second
            return true
        }
        guard second > newest else { return false }
        for passed in max(newest + 1, second - Self.span + 1)...second { bins[Self.slot(of: passed)] = filler }
        newest = second
        return false
    }

    /// 0 for seconds that are not kept, which cannot be set either.
    subscript(second: Int) -> Double {
        get { isKept(second) ? bins[Self.slot(of: second)] : 0 }
        set { if isKept(second) { bins[Self.slot(of: second)] = newValue } }
    }

    private func isKept(_ second: Int) -> Bool { second <= newest && second > newest - Self.span }

    /// The seconds up to that of `now`: fewer than `span` in the first minutes.
    func seconds(upTo now: Double) -> ClosedRange<Int> {
        let last = max(newest, Self.second(of: now))
        return last - min(Self.span, max(1, last - start + 1)) + 1...last
    }

    private static func slot(of second: Int) -> Int { ((second % span) + span) % span }

    /// The whole second that `time` lies in; times beyond any clock are taken as its end.
    static func second(of time: Double) -> Int {
        guard time.isFinite else { return 0 }
        return Int(max(-1e12, min(1e12, time)).rounded(.down))
    }
}
