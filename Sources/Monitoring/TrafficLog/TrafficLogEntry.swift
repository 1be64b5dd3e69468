/// All that the traffic log says of one request.
package struct TrafficLogEntry: Equatable, Sendable {
    enum Outcome: String, Sendable { case finished, failed, cancelled }

    let id: RequestID
    let received: ReceivedRequest
    private(set) var backend: String?
    /// Backends that were asked before.
    private(set) var failedAttempts: [FailedAttempt] = []
    private(set) var hasWaited = false
    private(set) var sentSeconds: Double?
    private(set) var firstTokenSeconds: Double?
    private(set) var endedSeconds: Double?
    private(set) var calls: [ToolCallReport] = []
    private(set) var outcome: Outcome?
    private(set) var result = RequestOutcome(status: 0)
    private(set) var failure: RequestFailure?
    private(set) var cancelReason: CancelReason?
    /// By number.
    private(set) var choices: [Int: LoggedChoice] = [:]
    /// Text was left out because there was too much of it, or because it was lost.
    private(set) var isTruncated = false

    /// Text of one request that is kept until it has ended, raw and as message: a response that fills the largest
    /// contexts is about 4 MB.
    static let maximumTextBytes = 8 << 20
    private static let maximumCalls = 10_000

    /// Bytes of text that are kept, as they count for that.
    private(set) var textBytes = 0
    private let keepsText: Bool

    /// `keepsText`: bodies and texts are to be logged, not only what is known about them.
    init(id: RequestID, received: ReceivedRequest, keepsText: Bool) {
        self.id = id
        var received = received
        if !keepsText { received.body = [] }
        self.received = received
        self.keepsText = keepsText
    }

    /// Memory that the entry takes, roughly.
    package var byteCount: Int {
        1024 + received.body.count + textBytes + calls.reduce(0) { $0 + $1.arguments.utf8.count + 256 }
    }

    /// Takes the next step; `true` with the last one. `room`: so many more bytes of text may be kept.
    mutating func apply(_ step: RequestStep, at seconds: Double, room: Int = .max) -> Bool {
        switch step {
        case .received, .joined, .adapted, .firstByte: break
        case .queued: hasWaited = true
        case .sent(let name):
            backend = name
            sentSeconds = seconds
        case .turned(let name, let reason):
            guard failedAttempts.count < FailedAttempt.maximumCount else { break }
            failedAttempts.append(FailedAttempt(backend: name, reason: reason, endedSeconds: seconds))
        case .firstToken: firstTokenSeconds = firstTokenSeconds ?? seconds
        case .progress(let progress): keep(progress, room)
        case .toolCall(let call):
            if calls.count < Self.maximumCalls { calls.append(keepsText ? call : call.withoutText) }
        case .finished(let result): end(.finished, result, at: seconds, room)
        case .failed(let failure, let result):
            self.failure = failure
            end(.failed, result, at: seconds, room)
        case .cancelled(let reason, let result):
            cancelReason = reason
            end(.cancelled, result, at: seconds, room)
        }
        return outcome != nil
    }

    private mutating func end(_ outcome: Outcome, _ result: RequestOutcome, at seconds: Double, _ room: Int) {
        keep(result.progress, room)
        self.outcome = outcome
        self.result = result
        self.result.progress.transcript = []
        endedSeconds = seconds
    }

    private mutating func keep(_ progress: RequestProgress, _ room: Int) {
        guard keepsText, !isTruncated else { return }
        var room = room
        isTruncated = progress.followsGap
        for delta in progress.transcript where !isTruncated && !(delta.raw.isEmpty && delta.parts.isEmpty) {
            let added = delta.raw.count + delta.parts.reduce(0) { $0 + $1.text.utf8.count }
            guard added <= min(room, Self.maximumTextBytes - textBytes) else {
                isTruncated = true
                return
            }
            textBytes += added
            room -= added
            choices[delta.choice, default: LoggedChoice()].append(delta)
        }
    }
}

extension ToolCallReport {
    /// The call without what the model or the client wrote.
    fileprivate var withoutText: ToolCallReport {
        var call = self
        call.arguments = ""
        call.problem = nil
        call.unchecked = nil
        return call
    }
}
