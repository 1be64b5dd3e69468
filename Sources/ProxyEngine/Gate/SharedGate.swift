package import Monitoring
import Synchronization

/// A backend's gate, shared by the event loops. Locked when a request comes and goes, never for a token.
package final class SharedGate: Sendable {
    /// Tells a waiting request, where it lives, that it is let through. Called outside the lock, on any thread.
    package typealias Messenger = @Sendable () -> Void

    private struct State {
        var gate: BackendGate
        var messengers: [RequestID: Messenger] = [:]
    }
    private let state: Mutex<State>

    package init(gate: BackendGate) { state = Mutex(State(gate: gate)) }

    package var running: Int { state.withLock { $0.gate.running } }
    package var queued: Int { state.withLock { $0.gate.queued } }
    package var limit: Int { state.withLock { $0.gate.limit } }
    package var hasRoom: Bool { state.withLock { $0.gate.hasRoom } }

    /// A request arrives; `messenger` is kept only while it waits.
    package func enter(
        _ id: RequestID, of session: QueueSession, at now: Moment, messenger: @escaping Messenger
    ) -> BackendGate.Entry {
        state.withLock { state in
            let entry = state.gate.enter(id, of: session, at: now)
            if case .queued = entry { state.messengers[id] = messenger }
            return entry
        }
    }

    /// A request has ended, wherever it was; see ``BackendGate/leave(_:isTypical:at:)``. May be called more than once.
    package func leave(_ id: RequestID, isTypical: Bool = true, at now: Moment) {
        change(at: now) { state in
            state.messengers[id] = nil
            return state.gate.leave(id, isTypical: isTypical, at: now)
        }
    }

    package func setLimit(_ limit: Int, at now: Moment) {
        change(at: now) { state in
            state.gate.limit = max(1, limit)
            return state.gate.admit(at: now)
        }
    }

    /// Lets nobody through for this reason, or no longer for it.
    package func setHold(_ hold: QueueHold, _ isHeld: Bool, at now: Moment) {
        change(at: now) { state in
            if isHeld { state.gate.holds.insert(hold) } else { state.gate.holds.remove(hold) }
            return state.gate.admit(at: now)
        }
    }

    /// Where those of `ids` stand that wait here.
    package func places(of ids: some Sequence<RequestID>, at now: Moment) -> [(id: RequestID, place: QueuePlace)] {
        state.withLock { $0.gate.places(of: ids, at: now) }
    }

    /// When places become free; `nil`: it cannot be told.
    package func outlook(at now: Moment) -> (outlook: QueueOutlook?, queued: Int) {
        state.withLock { ($0.gate.outlook(at: now), $0.gate.queued) }
    }

    private func change(at now: Moment, _ body: (inout State) -> [RequestID]) {
        let messengers = state.withLock { state in
            body(&state).compactMap { state.messengers.removeValue(forKey: $0) }
        }
        for messenger in messengers { messenger() }
    }
}
