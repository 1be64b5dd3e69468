import NIOCore

/// The time that the client takes: for the head of a request, for its body, and between two requests.
extension ClientConnection {
    /// Begins to wait for a request.
    func wait() {
        waitingSince = shared.now
        armTimer()
    }

    /// Begins to wait for the body of the request whose head has come.
    func waitForBody() {
        waitingSince = nil
        let configuration = shared.engine.configuration
        let limits = BodyPace.Limits(
            pause: Moment.nanoseconds(inSeconds: configuration.clientTimeoutSeconds),
            leastRate: configuration.leastBodyRate)
        bodyPace = BodyPace(limits, at: shared.now)
        armTimer()
    }

    func stopWaiting() {
        waitingSince = nil
        bodyPace = nil
    }

    /// One timer for all: it looks at what is waited for when it fires, and is set anew only where that is due earlier.
    func armTimer() {
        guard let context, let due = clientDue else { return }
        if let clientTimer {
            guard due < clientTimerDue else { return }
            clientTimer.cancel()
        }
        clientTimerDue = due
        clientTimer = context.eventLoop.assumeIsolated().scheduleTask(
            deadline: .uptimeNanoseconds(due.nanoseconds)
        ) { [weak self] in
            self?.clientTimer = nil
            self?.clientTimerFired()
        }
    }

    /// When the client will have taken too long; `nil`: nothing is waited for.
    private var clientDue: Moment? {
        if let bodyPace { return bodyPace.due }
        let limit = Moment.nanoseconds(inSeconds: shared.engine.configuration.clientTimeoutSeconds)
        // An idle kept-alive connection may stay longer than a new one that says nothing.
        if case .idle = intake, hasServed { return waitingSince?.advanced(by: limit / 2 * 5) }
        return waitingSince?.advanced(by: limit)
    }

    private func clientTimerFired() {
        guard let due = clientDue else { return }
        if due <= shared.now { clientTimedOut() } else { armTimer() }
    }
}
