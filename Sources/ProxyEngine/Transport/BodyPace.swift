/// Whether the body of a request comes fast enough: no pause may be longer than the time limit, and all of it has that time
/// and as much more as its bytes take at the least rate. Without sockets and clock.
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

    private var began: Moment
    private var last: Moment
    private var bytes: UInt64 = 0
    /// Since when we do not read; `nil`: we do.
    private var heldSince: Moment?

    package init(at now: Moment) { (began, last) = (now, now) }

    package mutating func received(_ count: Int, at now: Moment) {
        bytes &+= UInt64(max(0, count))
        last = now
    }

    /// Time in which we do not read is not the client's.
    package mutating func hold(_ isHeld: Bool, at now: Moment) {
        guard isHeld != (heldSince != nil) else { return }
        guard let since = heldSince else { return heldSince = now }
        heldSince = nil
        began = began.advanced(by: now.nanoseconds(since: since))
        last = now
    }

    /// When the client will have been too slow; `nil`: not as it stands.
    package func due(_ limits: Limits) -> Moment? {
        guard heldSince == nil else { return nil }
        let pause = last.advanced(by: limits.pause)
        guard limits.leastRate > 0 else { return pause }
        let (seconds, rest) = bytes.quotientAndRemainder(dividingBy: UInt64(limits.leastRate))
        let (whole, isEndless) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let part = rest * 1_000_000_000 / UInt64(limits.leastRate)
        let all = began.advanced(by: limits.pause).advanced(by: isEndless ? .max : whole).advanced(by: part)
        return min(pause, all)
    }
}
