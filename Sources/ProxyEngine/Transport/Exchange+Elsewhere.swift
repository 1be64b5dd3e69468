import Monitoring
import NIOCore
import NIOHTTP1

/// From one backend of the pool to another, as long as none has begun to answer.
extension Exchange {
    /// Statuses by which a server, or a gateway before it, says that it has not begun and why another may do.
    static func isTurnedAway(_ status: Int) -> Bool { status == 429 || status == 502 || status == 503 }

    /// Whether the body is still known from its beginning.
    var canSendAgain: Bool {
        switch body {
        case .whole: true
        case .arriving(_, let isComplete, let isForwarding): !isForwarding || isComplete && client.bodyBytes == 0
        }
    }

    /// Whether it does no harm to ask another backend. What is only passed on may change something where it goes, so it is
    /// not done twice.
    var mayGoElsewhere: Bool {
        guard canSendAgain else { return false }
        return !attempt.isHandedOver || request.route != .other || [.GET, .HEAD].contains(request.head.method)
    }

    /// The backend failed before it began to answer, so nothing is lost by asking another. `false`: there is none.
    /// `reason`: what it did instead, for the operator.
    func turnToAnotherBackend(_ reason: String) -> Bool {
        guard machine.phase == .asking || machine.phase == .judging, mayGoElsewhere else { return false }
        tried.insert(attempt.backendIndex)
        guard case .backend(let next, let isAtHome) = shared.engine.choose(poolRequest, tried: tried, at: now) else {
            return false
        }
        let names = (backend.name, shared.engine.backends[next].name)
        shared.engine.publisher.publish(
            .notice(Notice(.warning, "\(names.1) is asked instead of \(names.0): \(reason)", request: id)))
        report(.turned(from: names.0, reason: reason))
        go(to: next, isAtHome: isAtHome)
        return true
    }

    private func go(to next: Int, isAtHome: Bool) {
        shared.engine.noteEnd(id, at: attempt.backendIndex, now)
        attempt.isSent = false
        leaveGate()
        attempt = BackendAttempt(at: next, isAtHome: isAtHome)
        connectCount += 1
        machine.turned(at: now)
        settleWire()
        fitContext()
        armTimer()
    }

    /// Another backend may do for a request that still waits.
    func reconsider() {
        guard resend?.backend == nil, isAtGate, case .waiting = machine.phase,
            let next = shared.engine.move(poolRequest, from: attempt.backendIndex, isAtHome: attempt.isAtHome, at: now)
        else { return }
        go(to: next, isAtHome: false)
    }

    /// The held error says that the backend cannot serve now. `true`: another one is asked.
    func isTurnedAway(_ head: HTTPResponseHead) -> Bool {
        guard Self.isTurnedAway(status), shared.engine.isPool else { return false }
        let body = String(decoding: attempt.heldBody.readableBytesView.prefix(4096), as: UTF8.self)
        if status == 503 && body.lowercased().contains("loading") {
            if backend.noteLoading() { shared.engine.publisher.publish(.backend(backend.report)) }
            return turnToAnotherBackend("it is loading its model")
        }
        let reason = "it answered with status \(status)"
        if status != 429 { noteFailure(reason) }
        return turnToAnotherBackend(reason)
    }

    /// Not a byte came in the time that `request_timeout` allows. `true`: another backend is asked.
    func turnFromSilence() -> Bool {
        let reason = "it said nothing in time"
        noteFailure(reason)
        guard machine.phase == .asking else { return false }
        let silent = attempt.connection
        guard turnToAnotherBackend(reason) else { return false }
        silent?.cancel()
        return true
    }

    /// Takes down that the backend failed.
    func noteFailure(_ problem: UpstreamProblem) {
        if backend.noteUnreachable(problem) {
            shared.engine.publisher.publish(.backend(backend.report))
            shared.engine.reconsider()
        }
        noteFailure(problem.reason)
    }

    private func noteFailure(_ reason: String) {
        guard countsForPool else { return }
        shared.engine.noteFailure(id, at: attempt.backendIndex, reason, now)
    }

    /// The backend has begun to answer. Where a gateway before it gave up, that is no answer of its own.
    func noteAnswer() {
        guard countsForPool, !Self.isTurnedAway(status) else { return }
        if status == 504 { return noteFailure("it answered with status 504") }
        shared.engine.noteSuccess(id, at: attempt.backendIndex)
    }

    /// What only asks for a list or a page says little about whether a model answers.
    private var countsForPool: Bool { request.route != .other }
}
