/// Events on their way to a reader. Past its capacity progress is dropped, and requests that lost some of their
/// transcript say so in their next progress.
///
/// The other events are kept: a few small ones for each request. Bodies are left out of them beyond a bound.
struct EventQueue {
    /// Bytes of requests' bodies that wait: a dozen conversations that fill a large context.
    static let maximumBodyBytes = 64 << 20

    private(set) var droppedProgress = 0
    private var pending: [EngineEvent] = []
    private var bodyBytes = 0
    /// Requests that lost some of their transcript and have not said so yet.
    private var gapped: Set<RequestID> = []
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Takes out all events, in order.
    mutating func takeAll() -> [EngineEvent] {
        defer {
            pending = []
            bodyBytes = 0
        }
        return pending
    }

    /// Appends `event`; `false` where it was dropped.
    mutating func append(_ event: EngineEvent) -> Bool {
        guard case .request(var request) = event else {
            pending.append(event)
            return true
        }
        if case .progress(let progress) = request.step, pending.count >= capacity {
            droppedProgress += 1
            if !progress.transcript.isEmpty { gapped.insert(request.id) }
            return false
        }
        if case .received(var received) = request.step {
            // A body that waits alone is always kept: it is no sign of a stuck reader.
            if bodyBytes > 0, bodyBytes + received.body.count > Self.maximumBodyBytes {
                received.body = []
                request.step = .received(received)
            }
            bodyBytes += received.body.count
            pending.append(.request(request))
        } else if !gapped.isEmpty, request.step.markGap(), gapped.remove(request.id) != nil {
            pending.append(.request(request))
        } else {
            pending.append(event)
        }
        return true
    }
}

extension RequestStep {
    /// Says in the step's progress that it follows a gap; `false` where the step has no progress.
    fileprivate mutating func markGap() -> Bool {
        switch self {
        case .progress(var progress):
            progress.followsGap = true
            self = .progress(progress)
        case .finished(var outcome):
            outcome.progress.followsGap = true
            self = .finished(outcome)
        case .failed(let failure, var outcome):
            outcome.progress.followsGap = true
            self = .failed(failure, outcome)
        case .cancelled(let reason, var outcome):
            outcome.progress.followsGap = true
            self = .cancelled(reason, outcome)
        case .received, .joined, .queued, .sent, .firstByte, .firstToken, .toolCall: return false
        }
        return true
    }
}
