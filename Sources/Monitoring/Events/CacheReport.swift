/// How much of a backend's KV cache is taken, and what its slots do. `nil` is unknown.
package struct CacheReport: Equatable, Codable, Sendable {
    /// Share that is taken, 0...1.
    package var share: Double?
    /// Tokens that there is room for in all.
    package var capacity: Int?
    /// The share is reckoned from slots, which may have one cache in common.
    package var isEstimate: Bool
    /// By number; empty where the backend has none, or does not tell.
    package var slots: [SlotReport]

    package init(
        share: Double? = nil, capacity: Int? = nil, isEstimate: Bool = false, slots: [SlotReport] = []
    ) {
        self.share = share
        self.capacity = capacity
        self.isEstimate = isEstimate
        self.slots = slots
    }
}

/// One slot of llama-server: a place for one request, which keeps what it has read for the next one.
package struct SlotReport: Equatable, Codable, Sendable, Identifiable {
    package enum Phase: String, Codable, Sendable {
        case idle
        case prefill
        case decode
        /// At work, and it is not told on what.
        case busy
    }
    package var id: Int
    package var phase: Phase
    /// The server's number of what is done in it, or was done last.
    package var task: Int?
    /// Tokens in it.
    package var held: Int?
    /// Tokens that there is room for.
    package var window: Int?
    /// The request that is in it, or was in it last.
    package var request: RequestID?
    /// When it was seen to be idle first, seconds since 1970.
    package var idleSince: Double?

    package init(
        id: Int, phase: Phase, task: Int? = nil, held: Int? = nil, window: Int? = nil, request: RequestID? = nil,
        idleSince: Double? = nil
    ) {
        self.id = id
        self.phase = phase
        self.task = task
        self.held = held
        self.window = window
        self.request = request
        self.idleSince = idleSince
    }
}
