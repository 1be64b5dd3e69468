import Synchronization

/// A backend's gate, shared by the event loops. Locked when a request comes and goes, never for a token.
package final class SharedGate: Sendable {
    /// What a waiting request is told.
    package enum Word: Equatable, Sendable {
        case granted
        /// 1 is next.
        case position(Int)
    }
    /// Brings a word to where the request lives. Called outside the lock, on any thread.
    package typealias Messenger = @Sendable (Word) -> Void

    private struct State {
        var gate: BackendGate
        var messengers: [RequestID: Messenger] = [:]

        /// The words to deliver after `admitted` were let through.
        mutating func words(admitted: [RequestID]) -> [(Messenger, Word)] {
            var words: [(Messenger, Word)] = []
            for id in admitted {
                if let messenger = messengers.removeValue(forKey: id) { words.append((messenger, .granted)) }
            }
            for (place, id) in gate.queue.enumerated() {
                if let messenger = messengers[id] { words.append((messenger, .position(place + 1))) }
            }
            return words
        }
    }
    private let state: Mutex<State>

    package init(gate: BackendGate) { state = Mutex(State(gate: gate)) }

    package var running: Int { state.withLock { $0.gate.running } }
    package var queued: Int { state.withLock { $0.gate.queued } }
    package var limit: Int { state.withLock { $0.gate.limit } }
    package var hasRoom: Bool { state.withLock { $0.gate.hasRoom } }

    /// A request arrives; `messenger` is kept only while it waits.
    package func enter(_ id: RequestID, messenger: @escaping Messenger) -> BackendGate.Entry {
        state.withLock { state in
            let entry = state.gate.enter(id)
            if case .queued = entry { state.messengers[id] = messenger }
            return entry
        }
    }

    /// A request has ended, wherever it was. May be called more than once.
    package func leave(_ id: RequestID) {
        change { state in
            state.messengers[id] = nil
            return state.gate.leave(id)
        }
    }

    package func setLimit(_ limit: Int) {
        change { state in
            state.gate.limit = max(1, limit)
            return state.gate.admit()
        }
    }

    package func setPaused(_ isPaused: Bool) {
        change { state in
            state.gate.isPaused = isPaused
            return state.gate.admit()
        }
    }

    private func change(_ body: (inout State) -> [RequestID]) {
        let words = state.withLock { state in
            let before = state.gate.queued
            let admitted = body(&state)
            return admitted.isEmpty && before == 0 ? [] : state.words(admitted: admitted)
        }
        for (messenger, word) in words { messenger(word) }
    }
}
