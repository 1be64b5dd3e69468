/// Whether the body of a request comes fast enough: no pause may be longer than the time limit, and over that time it has to
/// come at the least rate. Without sockets and clock.
///
/// Each byte gives the time that it takes at that rate, of which no more than the limit is kept: what came early, however
/// much, does not let the rest take its time.
package struct BodyPace {
    package struct Limits: Equatable, Sendable {
        /// Nanoseconds.
        package var pause: UInt64
        /// Bytes a second; 0: any.
        package var leastRate: Int

        package init(pause: UInt64, leastRate: Int) {
            self.pause = pause
            self.leastRate = leastRate
        }
    }

    private let limits: Limits
    private var last: Moment
    /// When the time that the bytes gave is over.
    private var isSpent: Moment
    /// Since when we do not read; `nil`: we do.
    private var heldSince: Moment?

    package init(_ limits: Limits, at now: Moment) {
        self.limits = limits
        last = now
        isSpent = now.advanced(by: limits.pause)
    }

    package mutating func received(_ count: Int, at now: Moment) {
        last = now
        guard limits.leastRate > 0 else { return }
        let rate = UInt64(limits.leastRate)
        let (seconds, rest) = UInt64(max(0, count)).quotientAndRemainder(dividingBy: rate)
        let (whole, isEndless) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let given = isSpent.advanced(by: isEndless ? .max : whole).advanced(by: rest * 1_000_000_000 / rate)
        isSpent = min(given, now.advanced(by: limits.pause))
    }

    /// Time in which we do not read is not the client's.
    package mutating func hold(_ isHeld: Bool, at now: Moment) {
        guard isHeld != (heldSince != nil) else { return }
        guard let since = heldSince else { return heldSince = now }
        heldSince = nil
        isSpent = isSpent.advanced(by: now.nanoseconds(since: since))
        last = now
    }

    /// When the client will have been too slow; `nil`: not as it stands.
    package var due: Moment? {
        guard heldSince == nil else { return nil }
        let pause = last.advanced(by: limits.pause)
        return limits.leastRate > 0 ? min(pause, isSpent) : pause
    }
}
