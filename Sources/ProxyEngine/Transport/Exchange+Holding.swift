import Monitoring
import NIOCore

/// Where a request stands to the sessions that an operator holds.
struct SessionHold {
    /// The session that is held, while it is; `nil`: the request may go to the gate.
    var session: String?
    /// Counts questions for the session, so that a late answer is not taken for another's.
    var question = 0
    var isWaiting: Bool { session != nil }
}

/// An operator may hold a session. Its requests wait before the gate, in nobody's way, with heartbeats and the time limit of
/// the queue; which session a request belongs to only the monitor knows.
extension Exchange {
    /// The request is ready for the gate.
    func passHolds() {
        // What an operator sends himself is not what he holds.
        guard resend == nil, shared.engine.heldSessionCount > 0 else { return enterGate() }
        askForSession()
    }

    /// An operator holds a session now, or has let one go.
    func holdsChanged() {
        guard resend == nil, hold.isWaiting || isAtGate, case .waiting = machine.phase else { return }
        askForSession()
    }

    /// Seconds for which an operator has held this request's session, or all requests, by now; `nil`: nobody does, or it is
    /// beyond that.
    var heldSeconds: Double? {
        guard case .waiting = machine.phase else { return nil }
        if let session = hold.session, let since = shared.engine.heldSince(session) {
            return max(0, WallClock.now() - since)
        }
        return shared.engine.pausedSeconds
    }

    private func askForSession() {
        hold.question += 1
        let question = hold.question
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        Task { [hub = shared.engine.hub, id] in
            let session = await hub.session(of: id)
            bound.eventLoop.execute {
                let exchange = bound.value
                guard exchange.hold.question == question else { return }
                exchange.stand(in: session.flatMap(exchange.shared.engine.heldSession))
            }
        }
    }

    /// Waits before the gate where `held` names its session; goes to it where it has waited.
    private func stand(in held: String?) {
        let mayWait = if case .waiting = machine.phase { true } else { machine.phase == .asking }
        guard mayWait, !attempt.isHandedOver else { return }
        guard let held else {
            // At the gate it stays there.
            guard !isAtGate else { return }
            hold.session = nil
            guard machine.granted(at: now) else { return }
            enterGate()
            return armTimer()
        }
        guard !hold.isWaiting else { return }
        leaveGate()
        hold.session = held
        attempt.place = nil
        let place = QueuePlace(position: 1, hold: .session)
        machine.queued(position: place.position)
        report(.queued(place))
        armTimer()
    }
}
