/// Where a request stands that waits for a backend.
package struct QueuePlace: Equatable, Codable, Sendable {
    /// 1 is next.
    package var position: Int
    /// Seconds until its turn, by the pace measured at that backend; `nil`: it cannot be told.
    package var seconds: Double?
    /// Why nobody is let through; `nil`: others run.
    package var hold: QueueHold?

    package init(position: Int, seconds: Double? = nil, hold: QueueHold? = nil) {
        self.position = position
        self.seconds = seconds
        self.hold = hold
    }
}

/// Why a gate lets nobody through, or fewer than its limit.
package enum QueueHold: String, CaseIterable, Codable, Sendable {
    /// By an operator's order.
    case paused
    /// By an operator's order, the requests of this session only: they do not stand in the queue meanwhile.
    case session
    /// Memory is nearly used up: one at a time.
    case memory
}
