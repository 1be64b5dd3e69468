import Synchronization

/// Takes events from any thread and hands them on in batches, so that the serving path never waits for a reader.
///
/// Where a pace is set, a batch is handed on so long after its first event: waking a reader costs more than most events
/// do. Who asks for what the reader knows calls ``flush()`` before.
///
/// Where the reader is stuck, progress is what is given up first: it comes again. A request that lost some of its
/// transcript says so in its next progress (`followsGap`). What waits is bounded: see `EventQueue`.
package final class EventPublisher: Sendable {
    /// Receives the batches, in order, one at a time.
    package typealias Sink = @Sendable ([EngineEvent]) async -> Void

    /// Events that wait before progress is dropped: several seconds of a hundred busy streams.
    package static let capacity = 8192

    /// How long events wait for others.
    package struct Pace: Sendable {
        /// Runs its argument after that time, on any thread.
        let wait: @Sendable (@escaping @Sendable () -> Void) -> Void

        package init(wait: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) { self.wait = wait }
    }

    private enum Phase { case idle, waiting, handingOn }

    private struct State {
        var queue: EventQueue
        var phase = Phase.idle
        /// Those who wait until everything that came before them has been handed on.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state: Mutex<State>
    private let pace: Pace?
    private let sink: Sink

    /// `pace`: `nil`: events are handed on at once.
    package init(capacity: Int = EventPublisher.capacity, pace: Pace? = nil, sink: @escaping Sink) {
        state = Mutex(State(queue: EventQueue(capacity: capacity)))
        self.pace = pace
        self.sink = sink
    }

    /// Progress events given up so far.
    package var droppedProgress: Int { state.withLock { $0.queue.droppedProgress } }

    /// Queues `event`. Cheap; never blocks for longer than an append.
    package func publish(_ event: EngineEvent) {
        let next = state.withLock { state -> Phase in
            guard state.queue.append(event), state.phase != .handingOn else { return .idle }
            // Enough of them are a batch at any time.
            if pace == nil || state.queue.isLarge {
                state.phase = .handingOn
                return .handingOn
            }
            defer { state.phase = .waiting }
            return state.phase == .idle ? .waiting : .idle
        }
        switch next {
        case .idle: return
        case .waiting: pace?.wait { self.timeIsUp() }
        case .handingOn: Task { await handOn() }
        }
    }

    /// Returns when the sink has taken everything that was published before.
    package func flush() async {
        await withCheckedContinuation { continuation in
            let phase = state.withLock { state in
                defer { if state.phase == .waiting { state.phase = .handingOn } }
                if state.phase != .idle { state.waiting.append(continuation) }
                return state.phase
            }
            switch phase {
            case .idle: continuation.resume()
            case .waiting: Task { await handOn() }
            case .handingOn: return
            }
        }
    }

    private func timeIsUp() {
        let isDue = state.withLock { state in
            defer { if state.phase == .waiting { state.phase = .handingOn } }
            return state.phase == .waiting
        }
        if isDue { Task { await handOn() } }
    }

    private func handOn() async {
        while true {
            let (batch, waiting) = state.withLock { state in
                defer { state.waiting = [] }
                return (state.queue.takeAll(), state.waiting)
            }
            if !batch.isEmpty { await sink(batch) }
            for continuation in waiting { continuation.resume() }
            let next = state.withLock { state in
                state.phase = nextPhase(state)
                return state.phase
            }
            switch next {
            case .idle: return
            case .waiting:
                pace?.wait { self.timeIsUp() }
                return
            case .handingOn: continue
            }
        }
    }

    private func nextPhase(_ state: State) -> Phase {
        if !state.waiting.isEmpty { return .handingOn }
        if state.queue.isEmpty { return .idle }
        return pace == nil || state.queue.isLarge ? .handingOn : .waiting
    }
}
