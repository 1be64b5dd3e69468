import Synchronization

/// Takes events from any thread and hands them on in batches, so that the serving path never waits for a reader.
package final class EventPublisher: Sendable {
    /// Receives the batches, in order, one at a time.
    package typealias Sink = @Sendable ([EngineEvent]) async -> Void

    private struct State {
        var pending: [EngineEvent] = []
        var isDraining = false
    }
    private let state = Mutex(State())
    private let sink: Sink

    package init(sink: @escaping Sink) { self.sink = sink }

    /// Queues `event`. Cheap; never blocks for longer than an append.
    package func publish(_ event: EngineEvent) {
        let startsDraining = state.withLock { state in
            state.pending.append(event)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if startsDraining {
            Task { await drain() }
        }
    }

    private func drain() async {
        while true {
            let batch = state.withLock { state in
                defer { state.pending = [] }
                if state.pending.isEmpty { state.isDraining = false }
                return state.pending
            }
            if batch.isEmpty { return }
            await sink(batch)
        }
    }
}
