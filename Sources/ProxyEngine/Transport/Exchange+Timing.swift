import Monitoring
import NIOCore

/// Time limits and heartbeats. One timer, set anew only when it fires: traffic just moves the deadline.
extension Exchange {
    func armTimer() {
        guard let due = machine.deadline else { return }
        if timer != nil {
            guard due < timerDue else { return }
            timer?.cancel()
        }
        timerDue = due
        timer = shared.loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(due.nanoseconds)) { [self] in
            timer = nil
            timerFired()
        }
    }

    /// No limit of the backend runs while it waits for us: for somebody who takes its answer, or for the rest of a request
    /// that it would take.
    func excuseBackend() {
        let isSending = if case .arriving(_, isComplete: false, isForwarding: true) = body { true } else { false }
        let waitsForRequest = isSending && attempt.connection?.isWritable ?? false
        let before = machine.deadline
        machine.excuse(attempt.connection != nil && (isBlocked || waitsForRequest), at: now)
        if machine.deadline != before { armTimer() }
    }

    private func timerFired() {
        guard machine.phase != .ended else { return }
        let now = now
        switch machine.timerFired(at: now) {
        case .nothing: break
        case .queueTimeout:
            if let seconds = heldSeconds { return fail(.heldByOperator(seconds, session: hold.session)) }
            return fail(.queueTimeout(retryAfter: shorterQueueSeconds))
        case .backendTimeout:
            if !turnFromSilence() { return fail(.backendSilent(backend.address)) }
        case .heartbeat(let opens):
            reportProgress(at: now)
            // What is still to be read by a slow client is no silence.
            guard audience?.isWaiting ?? client.isWritable else { break }
            if opens { openEventStream() }
            let comment = ": \(heartbeatText(at: now))\n\n"
            Array(comment.utf8).withUnsafeBytes {
                sendComment($0)
                takeDown($0, .toClient)
            }
            bytesOut += comment.utf8.count
        }
        armTimer()
    }

    /// What the client's user may want to know while nothing comes.
    private func heartbeatText(at now: Moment) -> String {
        if hold.isWaiting { return QueueWording.comment(QueuePlace(position: 1, hold: .session)) }
        if case .waiting = machine.phase, let place = backend.gate.places(of: [id], at: now).first?.place {
            return QueueWording.comment(place)
        }
        if !telling.hasFirstToken, let prefill = telling.prefill, prefill.total > 0 {
            return "prefill \(min(100, max(0, prefill.processed * 100 / prefill.total)))%"
        }
        return "waiting \(now.nanoseconds(since: request.receivedAt) / 1_000_000_000)s"
    }

    /// A comment may be sent to the client, and says nothing to it.
    var mayBeProbed: Bool {
        guard machine.phase != .ended, machine.commitment != .nothing, endsEvent else { return false }
        return isUntouched ? isRawEventStream : (chat?.wantsStream ?? false) && !isHeld
    }

    func probe() { Array(":\n\n".utf8).withUnsafeBytes { sendComment($0) } }
}
