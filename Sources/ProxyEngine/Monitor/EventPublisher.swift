import Synchronization

/// Takes events from any thread and hands them on in batches, so that the serving path never waits for a reader.
///
/// Where the reader is stuck, progress is what is given up first: it comes again. A request that lost some of its
/// transcript says so in its next progress (`followsGap`). What waits is bounded: see `EventQueue`.
package final class EventPublisher: Sendable {
    /// Receives the batches, in order, one at a time.
    package typealias Sink = @Sendable ([EngineEvent]) async -> Void

    /// Events that wait before progress is dropped: several seconds of a hundred busy streams.
    package static let capacity = 8192

    private struct State {
        var queue: EventQueue
        var isDraining = false
        /// Those who wait until everything has been handed on.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state: Mutex<State>
    private let sink: Sink

    package init(capacity: Int = EventPublisher.capacity, sink: @escaping Sink) {
        state = Mutex(State(queue: EventQueue(capacity: capacity)))
        self.sink = sink
    }

    /// Progress events given up so far.
    package var droppedProgress: Int { state.withLock { $0.queue.droppedProgress } }

    /// Queues `event`. Cheap; never blocks for longer than an append.
    package func publish(_ event: EngineEvent) {
        let startsDraining = state.withLock { state in
            guard state.queue.append(event) else { return false }
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if startsDraining {
            Task { await drain() }
        }
    }

    /// Returns when the sink has taken everything that was published before.
    package func flush() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isDraining { state.waiting.append(continuation) }
                return !state.isDraining
            }
            if isIdle { continuation.resume() }
        }
    }

    private func drain() async {
        while true {
            let (batch, waiting) = state.withLock { state in
                let batch = state.queue.takeAll()
                guard batch.isEmpty else { return (batch, [CheckedContinuation<Void, Never>]()) }
                state.isDraining = false
                defer { state.waiting = [] }
                return (batch, state.waiting)
            }
            for continuation in waiting { continuation.resume() }
            if batch.isEmpty { return }
            await sink(batch)
        }
    }
}
