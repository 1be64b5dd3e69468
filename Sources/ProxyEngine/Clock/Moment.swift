/// A point on the monotonic clock, in nanoseconds. Always an argument of the machines: none of them reads a clock.
package struct Moment: Comparable, Hashable, Sendable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The moment so many nanoseconds later; the end of time where that does not fit.
    package func advanced(by nanoseconds: UInt64) -> Moment {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return Moment(nanoseconds: overflow ? .max : sum)
    }

    /// Nanoseconds since `earlier`; 0 where that lies in the future.
    package func nanoseconds(since earlier: Moment) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    package func seconds(since earlier: Moment) -> Double { Double(nanoseconds(since: earlier)) / 1e9 }

    package func duration(since earlier: Moment) -> Duration {
        .nanoseconds(Int64(clamping: nanoseconds(since: earlier)))
    }

    /// Nanoseconds in `seconds`; 0 for anything that is not a positive number, the maximum for what is too large.
    package static func nanoseconds(inSeconds seconds: Double) -> UInt64 {
        guard seconds > 0 else { return 0 }
        return UInt64(exactly: (seconds * 1e9).rounded()) ?? .max
    }
}
