import Monitoring

/// The moments of one call, in nanoseconds since the request's arrival.
struct CallClock {
    private var opened: UInt64?
    private var closed: UInt64?
    private var delay: UInt64 = 0
    /// Nothing more of the call follows.
    private(set) var isEnded = false

    mutating func end() { isEnded = true }

    /// Takes the time of the piece that was read last. `heldSince`: text has been held back since then.
    mutating func stamp(at now: UInt64, heldSince: UInt64?) {
        if opened == nil {
            opened = now
            delay = heldSince.map { now > $0 ? now - $0 : 0 } ?? 0
        }
        if isEnded, closed == nil { closed = now }
    }

    var timing: CallTiming? {
        opened.map {
            CallTiming(
                openedSeconds: Double($0) / 1e9, closedSeconds: closed.map { Double($0) / 1e9 },
                delaySeconds: Double(delay) / 1e9)
        }
    }
}
