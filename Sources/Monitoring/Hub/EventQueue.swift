/// Events on their way to a reader, bounded however long the reader takes.
///
/// Past its capacity progress is dropped, as is what is measured again anyway (memory, caches), and requests that lost
/// some of their transcript say so in their next progress. Bodies, texts and the bytes that passed are left out beyond a
/// bound. Past the last bound requests are not taken up at all; those that were are told of to their end.
struct EventQueue {
    /// Bytes of requests and responses that wait: a dozen conversations that fill a large context.
    static let maximumPayloadBytes = 64 << 20
    /// How many times the capacity may wait before requests that arrive are left out.
    static let lastBound = 8
    /// Events and bytes of payload that are not made to wait for more.
    private static let largeCount = 1024
    private static let largePayloadBytes = 4 << 20

    private(set) var droppedProgress = 0
    private var pending: [EngineEvent] = []
    private var payloadBytes = 0
    /// Requests that lost some of their transcript and have not said so yet.
    private var gapped: Set<RequestID> = []
    /// Requests that run and of which the reader is told nothing.
    private var leftOut: Set<RequestID> = []
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { pending.isEmpty }
    /// There is enough for a batch, however short the time.
    var isLarge: Bool {
        pending.count >= min(Self.largeCount, capacity / 2) || payloadBytes >= Self.largePayloadBytes
    }

    /// Takes out all events, in order.
    mutating func takeAll() -> [EngineEvent] {
        defer {
            pending = []
            payloadBytes = 0
        }
        return pending
    }

    /// Appends `event`; `false` where it was dropped.
    mutating func append(_ event: __owned EngineEvent) -> Bool {
        switch event {
        case .request(let request): return append(request)
        case .cache, .memory: if pending.count >= capacity { return false }
        case .notice: if isAtLastBound { return false }
        // Of these there are as many as changes.
        case .backend, .settings, .sessionHeld, .logEntriesLost: break
        }
        pending.append(event)
        return true
    }

    private var isAtLastBound: Bool { pending.count / Self.lastBound >= capacity }

    private mutating func append(_ request: __owned RequestEvent) -> Bool {
        var request = request
        if isLeftOut(request) { return false }
        switch request.step {
        case .received(var received):
            if fits(received.body.count) { break }
            received.body = []
            request.step = .received(received)
        case .progress(let progress):
            guard pending.count < capacity, fits(progress.payloadBytes) else {
                droppedProgress += 1
                if !progress.transcript.isEmpty { gapped.insert(request.id) }
                return false
            }
            if isGapped(request.id) { request.step.changeProgress { tellGap(of: request.id, in: &$0) } }
        case .finished(let outcome), .failed(_, let outcome), .cancelled(_, let outcome):
            let isTakenWhole = pending.count < capacity && fits(outcome.progress.payloadBytes)
            if isTakenWhole, !isGapped(request.id) { break }
            request.step.changeProgress {
                if !isTakenWhole, $0.dropPayload() { gapped.insert(request.id) }
                tellGap(of: request.id, in: &$0)
            }
        case .adapted(let edits):
            // Without the body they are of no use, and that is likely gone too.
            if !fits(edits.byteCount) {
                var bare = edits
                bare.splices = []
                request.step = .adapted(bare)
            }
        case .queued, .joined, .sent, .turned, .firstByte, .firstToken, .toolCall: break
        }
        pending.append(.request(request))
        return true
    }

    /// Whether the reader is not to be told of `request`.
    private mutating func isLeftOut(_ request: RequestEvent) -> Bool {
        // Nearly always nobody is left out.
        if leftOut.isEmpty, !isAtLastBound { return false }
        switch request.step {
        case .received:
            if isAtLastBound { leftOut.insert(request.id) }
            return leftOut.contains(request.id)
        case .finished, .failed, .cancelled: return leftOut.remove(request.id) != nil
        case .queued, .joined, .adapted, .sent, .turned, .firstByte, .firstToken, .toolCall, .progress:
            return leftOut.contains(request.id)
        }
    }

    /// Counts `bytes` of payload in, if they may wait. What waits alone always may: it is no sign of a stuck reader.
    private mutating func fits(_ bytes: Int) -> Bool {
        guard payloadBytes == 0 || payloadBytes + bytes <= Self.maximumPayloadBytes else { return false }
        payloadBytes += bytes
        return true
    }

    private func isGapped(_ id: RequestID) -> Bool { !gapped.isEmpty && gapped.contains(id) }

    private mutating func tellGap(of id: RequestID, in progress: inout RequestProgress) {
        if gapped.remove(id) != nil { progress.followsGap = true }
    }
}

extension RequestStep {
    /// Changes the step's progress, where it has one.
    fileprivate mutating func changeProgress(_ change: (inout RequestProgress) -> Void) {
        switch self {
        case .progress(var progress):
            change(&progress)
            self = .progress(progress)
        case .finished(var outcome):
            change(&outcome.progress)
            self = .finished(outcome)
        case .failed(let failure, var outcome):
            change(&outcome.progress)
            self = .failed(failure, outcome)
        case .cancelled(let reason, var outcome):
            change(&outcome.progress)
            self = .cancelled(reason, outcome)
        case .received, .joined, .adapted, .queued, .sent, .turned, .firstByte, .firstToken, .toolCall: return
        }
    }
}

extension RequestProgress {
    /// Bytes of texts and of what passed.
    fileprivate var payloadBytes: Int {
        transcript.reduce(wire?.pieces.bytes.count ?? 0) { sum, delta in
            delta.parts.reduce(sum + delta.raw.count) { $0 + $1.text.utf8.count }
        }
    }

    /// Leaves out texts and what passed; `false`: there was no text.
    fileprivate mutating func dropPayload() -> Bool {
        if let dropped = wire {
            wire = WireDelta()
            wire?.skipped = dropped.pieces.bytes.count + dropped.skipped
        }
        defer { transcript = [] }
        return !transcript.isEmpty
    }
}
