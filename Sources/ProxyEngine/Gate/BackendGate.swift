import DequeModule

/// Lets so many requests at a time through to one backend, first come first served. A value without clock or lock.
package struct BackendGate: Sendable {
    /// What became of a request at the gate.
    package enum Entry: Equatable, Sendable {
        case granted
        /// Waits; 1 is next.
        case queued(position: Int)
        /// The queue has no room.
        case full
    }

    /// Requests that may run at a time; at least 1. After a change call ``admit()``.
    package var limit: Int
    /// Requests that may wait.
    package var maximumQueue: Int
    /// While paused nobody is let through.
    package var isPaused = false

    private var inside: Set<RequestID> = []
    private var waiting: Deque<RequestID> = []

    package init(limit: Int, maximumQueue: Int) {
        self.limit = max(1, limit)
        self.maximumQueue = max(0, maximumQueue)
    }

    package var running: Int { inside.count }
    package var queued: Int { waiting.count }
    package var hasRoom: Bool { mayEnter || waiting.count < maximumQueue }
    /// Those who wait, the next one first.
    package var queue: some Collection<RequestID> { waiting }

    private var mayEnter: Bool { !isPaused && waiting.isEmpty && inside.count < limit }

    /// A request arrives.
    package mutating func enter(_ id: RequestID) -> Entry {
        if mayEnter {
            inside.insert(id)
            return .granted
        }
        guard waiting.count < maximumQueue else { return .full }
        waiting.append(id)
        return .queued(position: waiting.count)
    }

    /// A request has ended, wherever it was; unknown ones are ignored. Returns those let through in turn.
    package mutating func leave(_ id: RequestID) -> [RequestID] {
        if inside.remove(id) == nil {
            guard let place = waiting.firstIndex(of: id) else { return [] }
            waiting.remove(at: place)
        }
        return admit()
    }

    /// Lets through whom the limits allow now.
    package mutating func admit() -> [RequestID] {
        var admitted: [RequestID] = []
        while !isPaused, inside.count < limit, let next = waiting.popFirst() {
            inside.insert(next)
            admitted.append(next)
        }
        return admitted
    }
}
