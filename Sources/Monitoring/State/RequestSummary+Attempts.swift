extension RequestSummary {
    /// It goes on to another backend than `backend`, `seconds` after it was received.
    mutating func turn(from backend: String, _ reason: String, at seconds: Double) {
        let limit = RequestRecord.maximumTextBytes
        let backend = backend.bounded(to: limit)
        let former = failedAttempts ?? []
        // What was told as sent before the last attempt ended was another one's.
        let sent = sentSeconds.flatMap { sent in
            self.backend == backend && sent >= former.last?.endedSeconds ?? 0 ? sent : nil
        }
        tries = (tries ?? 1).adding(1)
        guard former.count < FailedAttempt.maximumCount else { return }
        let attempt = FailedAttempt(
            backend: backend, reason: reason.bounded(to: limit), sentSeconds: sent, endedSeconds: seconds)
        failedAttempts = former + [attempt]
    }

    /// Its question is that of `former`: another try at it, if that left it open.
    mutating func asks(as former: RequestSummary) {
        asksAgain = former.id
        if former.leavesItsQuestionOpen { tries = (former.tries ?? 1).adding(1) }
    }

    /// Who asked it has reason to ask the same again.
    private var leavesItsQuestionOpen: Bool { !phase.isRunning && (phase != .done || isProblem) }
}
