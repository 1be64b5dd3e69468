/// Finds out that a client takes nothing of what it is sent. Looks now and then, so that a piece of a stream costs one
/// addition; without sockets and clock.
package struct WriteWatch {
    /// Looks in the time of one limit. A client that takes nothing is found out at most two looks after the limit.
    private static let looksInLimit: UInt64 = 8
    private static let looks: ClosedRange<UInt64> = 10_000_000...5_000_000_000

    /// Bytes that were handed over for the client, in all, and those of them that it had taken at the last look.
    private var handedOver: UInt64 = 0
    private var taken: UInt64 = 0
    /// Since when bytes wait and none is taken, as far as looks can tell.
    private var stuckSince: Moment?

    package init() {}

    package mutating func handOver(_ count: Int) { handedOver &+= UInt64(max(0, count)) }

    /// Looks at the bytes that are `waiting`. `limit`: nanoseconds, 0: none. `true`: the client takes nothing any more.
    package mutating func isStuck(waiting: Int, limit: UInt64, at now: Moment) -> Bool {
        let takenNow = handedOver &- UInt64(max(0, waiting))
        defer { taken = takenNow }
        guard waiting > 0 else {
            stuckSince = nil
            return false
        }
        // What waits can be more than was handed over: TLS adds to it. Then it looks as if less had been taken.
        guard let since = stuckSince, Int64(bitPattern: takenNow &- taken) <= 0 else {
            stuckSince = now
            return false
        }
        return limit > 0 && now.nanoseconds(since: since) >= limit
    }

    /// Nanoseconds until the next look.
    package static func interval(limit: UInt64) -> UInt64 {
        guard limit > 0 else { return looks.upperBound }
        return min(looks.upperBound, max(looks.lowerBound, limit / looksInLimit))
    }
}
