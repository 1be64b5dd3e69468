package import Monitoring

/// Lets so many requests at a time through to one backend: sessions take turns, and inside a session who came first is
/// first. A value without clock or lock.
package struct BackendGate: Sendable {
    /// What became of a request at the gate.
    package enum Entry: Equatable, Sendable {
        case granted
        case queued(QueuePlace)
        /// The queue has no room.
        case full
    }

    /// Requests that may run at a time; at least 1. After a change call ``admit(at:)``.
    package var limit: Int
    /// Requests that may wait.
    package var maximumQueue: Int
    /// Why nobody is let through, or where memory is short only one at a time; empty: they are. After a change call ``admit(at:)``.
    package var holds: Set<QueueHold> = []

    /// Since when they are inside.
    private var inside: [RequestID: Moment] = [:]
    private var waiting = FairQueue()
    private var turnover = Turnover()

    package init(limit: Int, maximumQueue: Int) {
        self.limit = max(1, limit)
        self.maximumQueue = max(0, maximumQueue)
    }

    package var running: Int { inside.count }
    package var queued: Int { waiting.count }
    package var hasRoom: Bool { mayEnter || waiting.count < maximumQueue }
    /// Those who wait, the next one first.
    package var queue: [RequestID] { waiting.inOrder }

    /// Requests that may run as it stands. Where memory is short one may, so that nobody waits for ever.
    private var capacity: Int { holds.contains(.paused) ? 0 : holds.contains(.memory) ? 1 : limit }
    private var mayEnter: Bool { waiting.isEmpty && inside.count < capacity }

    /// A request arrives.
    package mutating func enter(_ id: RequestID, of session: QueueSession, at now: Moment) -> Entry {
        let mayEnter = mayEnter
        guard mayEnter || waiting.count < maximumQueue else { return .full }
        waiting.append(id, of: session, newcomers: limit)
        if mayEnter {
            // Even who need not wait takes a turn.
            _ = admit(at: now)
            return .granted
        }
        return .queued(place(of: id, at: now) ?? QueuePlace(position: waiting.count))
    }

    /// A request has ended, wherever it was; unknown ones are ignored. `isTypical`: the time that it was inside tells
    /// how long others will take. Returns those let through in turn.
    package mutating func leave(_ id: RequestID, isTypical: Bool = true, at now: Moment) -> [RequestID] {
        if let since = inside.removeValue(forKey: id) {
            if isTypical { turnover.note(now.nanoseconds(since: since)) }
        } else if !waiting.remove(id) {
            return []
        }
        return admit(at: now)
    }

    /// Lets through whom the limits allow now.
    package mutating func admit(at now: Moment) -> [RequestID] {
        var admitted: [RequestID] = []
        while inside.count < capacity, let next = waiting.popFirst() {
            inside[next] = now
            admitted.append(next)
        }
        return admitted
    }

    // MARK: Outlook

    /// When places become free; `nil`: it cannot be told.
    package func outlook(at now: Moment) -> QueueOutlook? {
        guard holds.isEmpty else { return nil }
        return turnover.outlook(running: inside.values.lazy.map { now.nanoseconds(since: $0) }, limit: limit)
    }

    /// Where a waiting request stands; `nil`: it does not wait.
    package func place(of id: RequestID, at now: Moment) -> QueuePlace? { places(of: [id], at: now).first?.place }

    /// Where those of `ids` stand that wait.
    package func places(of ids: some Sequence<RequestID>, at now: Moment) -> [(id: RequestID, place: QueuePlace)] {
        let outlook = outlook(at: now)
        // What the operator ordered is said first.
        let hold = QueueHold.allCases.first(where: holds.contains)
        return ids.compactMap { id in
            guard let position = waiting.position(of: id) else { return nil }
            return (id, QueuePlace(position: position, seconds: outlook?.seconds(until: position), hold: hold))
        }
    }
}
