/// One request's way through the proxy, without sockets and clock: what happened goes in, what to do comes out.
///
/// ```
/// waiting -> asking -> judging -> asking       (asked again in another way)
///               |  ^-- asking                  (a pooled connection was dead)
///               +----> answering -> ended
/// ```
/// Every state may go to `ended`. What the client has got so far is a second, independent thing: see ``Commitment``.
package struct ExchangeMachine {
    package enum Phase: Equatable, Sendable {
        /// In the queue of the gate.
        case waiting(position: Int)
        /// Connecting, sending, or waiting for the backend's head.
        case asking
        /// The backend answered with an error after which it may be asked again; its body decides.
        case judging
        /// The head has arrived; `hasBody` with the first byte after it.
        case answering(hasBody: Bool)
        case ended
    }

    package enum Commitment: Equatable, Sendable {
        case nothing
        /// A 200 event stream, opened by a heartbeat before the backend's head was known.
        case eventStream
        /// The head of the answer.
        case head
    }

    /// Limits in nanoseconds; 0: none.
    package struct Timing: Equatable, Sendable {
        package var commit: UInt64 = 0
        package var heartbeat: UInt64 = 0
        package var queue: UInt64 = 0
        package var firstByte: UInt64 = 0
        package var idle: UInt64 = 0
        package init() {}
    }

    package enum HeadVerdict: Equatable, Sendable {
        case forward
        /// Keep the body until it is known whether to ask again.
        case hold
    }

    package enum FailureVerdict: Equatable, Sendable {
        /// Nothing was lost: ask again on a fresh connection.
        case retry
        /// Nothing was sent to the client yet: answer with the error.
        case answer
        /// The stream is open: end it with an error event.
        case endStream
        /// Bytes of an answer that is not ours to end are out: cut the connection, so that the client notices.
        case cut
        /// It is over already.
        case ignore
    }

    package enum TimerOrder: Equatable, Sendable {
        case nothing
        /// Send a comment; where `opens`, the head of the event stream before it.
        case heartbeat(opens: Bool)
        case queueTimeout
        /// The backend has been silent for too long.
        case backendTimeout
    }

    package private(set) var phase: Phase
    package private(set) var commitment = Commitment.nothing
    /// Heartbeats may be sent: a stream was asked for, and nothing speaks against it.
    package private(set) var isHeartbeatAllowed: Bool
    private let timing: Timing
    private var isRetried = false
    private var mayAskAgain = false

    private var phaseBegan: Moment
    private var lastUpstream: Moment
    private var lastOutput: Moment
    /// Since when the backend waits for us, not we for it; `nil`: it does not.
    private var excusedSince: Moment?
    private var isExcused: Bool { excusedSince != nil }
    /// Something after the head has been sent to the client.
    private var hasOutput = false
    /// The output ends where a comment may stand.
    private var isAtBoundary = true

    package init(timing: Timing, wantsHeartbeats: Bool, at now: Moment) {
        self.timing = timing
        isHeartbeatAllowed = wantsHeartbeats && timing.heartbeat > 0
        phase = .asking
        phaseBegan = now
        lastUpstream = now
        lastOutput = now
    }

    /// It is clear what the backend will be asked for. `mayAskAgain`: there are errors (a refusal of streaming, a prompt
    /// that is too long) that are answered by asking again.
    package mutating func planned(mayAskAgain: Bool) { self.mayAskAgain = mayAskAgain }

    /// The request waits at the gate, or its position has changed.
    package mutating func queued(position: Int) {
        switch phase {
        case .asking, .waiting: phase = .waiting(position: position)
        case .judging, .answering, .ended: return
        }
    }

    /// The gate let the request through. `false`: it has ended meanwhile, the place is to be given back.
    package mutating func granted(at now: Moment) -> Bool {
        guard phase != .ended else { return false }
        excusedSince = nil
        phase = .asking
        phaseBegan = now
        lastUpstream = now
        return true
    }

    /// The request goes to another backend. A wait at the gate goes on.
    package mutating func turned(at now: Moment) {
        guard phase != .ended else { return }
        excusedSince = nil
        if case .waiting = phase {
        } else {
            phaseBegan = now
            lastUpstream = now
        }
        phase = .asking
        isRetried = false
    }

    /// `mayGoElsewhere`: another backend may be asked instead, should this one say that it cannot serve now.
    package mutating func upstreamHead(
        status: Int, mayGoElsewhere: Bool = false, at now: Moment
    ) -> HeadVerdict {
        lastUpstream = now
        if mayAskAgain && status >= 400 || mayGoElsewhere {
            phase = .judging
            return .hold
        }
        phase = .answering(hasBody: false)
        return .forward
    }

    /// The held error has been read whole. `true`: ask again; otherwise forward it.
    package mutating func judged(asksAgain: Bool, at now: Moment) -> Bool {
        mayAskAgain = false
        if asksAgain { excusedSince = nil }
        phase = asksAgain ? .asking : .answering(hasBody: true)
        phaseBegan = now
        lastUpstream = now
        return asksAgain
    }

    /// Bytes of the backend's body arrived. Called once for each read.
    package mutating func upstreamBytes(at now: Moment) {
        lastUpstream = now
        if case .answering(hasBody: false) = phase { phase = .answering(hasBody: true) }
    }

    /// While the backend cannot go on, because nobody takes its answer or the client has not sent the request whole, its
    /// silence is no fault of its own: no limit of it runs. Afterwards it has its whole time again.
    package mutating func excuse(_ isExcused: Bool, at now: Moment) {
        guard isExcused != self.isExcused else { return }
        excusedSince = isExcused ? now : nil
        guard !isExcused else { return }
        lastUpstream = now
        switch phase {
        case .asking, .answering(hasBody: false): phaseBegan = now
        case .waiting, .judging, .answering(hasBody: true), .ended: return
        }
    }

    /// A backend that breaks off after so many nanoseconds of waiting for us has lost patience.
    private static let patience: UInt64 = 5_000_000_000

    /// Whether a backend that breaks off now has waited for us for long.
    package func hasKeptWaiting(at now: Moment) -> Bool {
        excusedSince.map { now.nanoseconds(since: $0) >= Self.patience } ?? false
    }

    /// The answer's head is sent now. `streams`: as an event stream.
    package mutating func headSent(streams: Bool) {
        commitment = .head
        if !streams { isHeartbeatAllowed = false }
    }

    /// The answer is collected before it is sent, so nothing may be sent before it.
    package mutating func answerIsHeld() {
        if commitment == .nothing { isHeartbeatAllowed = false }
    }

    /// Bytes of the body were sent to the client. `atBoundary`: an event ended with them.
    package mutating func outputSent(at now: Moment, atBoundary: Bool) {
        lastOutput = now
        hasOutput = true
        isAtBoundary = atBoundary
    }

    /// The connection to the backend failed. `wasStale`: a pooled one that never said a byte. `isOwnStream`: the proxy
    /// can end the stream that it has begun.
    package mutating func upstreamFailed(wasStale: Bool, isOwnStream: Bool) -> FailureVerdict {
        if phase == .ended { return .ignore }
        if phase == .asking && wasStale && !isRetried {
            isRetried = true
            return .retry
        }
        switch commitment {
        case .nothing: return .answer
        case .eventStream: return .endStream
        case .head: return isOwnStream ? .endStream : .cut
        }
    }

    package mutating func ended() { phase = .ended }

    /// The next moment at which ``timerFired(at:)`` may have something to do; `nil`: never, as it stands.
    package var deadline: Moment? {
        guard let heartbeatDue else { return limitDue }
        guard let limitDue else { return heartbeatDue }
        return min(heartbeatDue, limitDue)
    }

    /// The timer fired, perhaps too early: traffic only moves the deadline, nobody sets the timer anew for it.
    package mutating func timerFired(at now: Moment) -> TimerOrder {
        if let limitDue, limitDue <= now {
            if case .waiting = phase { return .queueTimeout }
            return .backendTimeout
        }
        guard let heartbeatDue, heartbeatDue <= now else { return .nothing }
        guard isAtBoundary else {
            lastOutput = now
            return .nothing
        }
        lastOutput = now
        hasOutput = true
        if commitment == .nothing {
            commitment = .eventStream
            return .heartbeat(opens: true)
        }
        return .heartbeat(opens: false)
    }

    private var heartbeatDue: Moment? {
        guard isHeartbeatAllowed, phase != .ended else { return nil }
        return lastOutput.advanced(by: hasOutput ? timing.heartbeat : min(timing.commit, timing.heartbeat))
    }

    private var limitDue: Moment? {
        switch phase {
        case .waiting: timing.queue == 0 ? nil : phaseBegan.advanced(by: timing.queue)
        case .asking, .judging, .answering: isExcused ? nil : silenceDue
        case .ended: nil
        }
    }

    /// When the backend will have been silent for too long.
    private var silenceDue: Moment? {
        switch phase {
        case .asking, .answering(hasBody: false):
            timing.firstByte == 0 ? nil : phaseBegan.advanced(by: timing.firstByte)
        case .judging, .answering(hasBody: true): timing.idle == 0 ? nil : lastUpstream.advanced(by: timing.idle)
        case .waiting, .ended: nil
        }
    }
}
