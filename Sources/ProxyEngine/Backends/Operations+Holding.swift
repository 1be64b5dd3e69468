import Monitoring

/// Holding one session's requests, and letting them go.
extension Operations {
    /// Held sessions are not forgotten, and there must be room for others.
    private static let maximumHeld = SessionSummary.capacity / 2

    func hold(_ session: String) async -> ControlResult {
        guard await engine.hub.knows(session: session) else { return .refused("there is no session \(session)") }
        guard engine.heldSince(session) == nil else { return .refused("\(session) is held already") }
        guard engine.heldSessionCount < Self.maximumHeld else {
            return .refused("\(Self.maximumHeld) sessions are held already: let one go first")
        }
        engine.setHeld(session, true)
        return .done(HoldWording.begun(session))
    }

    func letGo(_ session: String) -> ControlResult {
        guard engine.heldSince(session) != nil else { return .refused("\(session) is not held") }
        engine.setHeld(session, false)
        return .done(HoldWording.over(session))
    }
}
