package import Monitoring

/// How somebody who does not look at the screen is told that a request has gone wrong.
package enum AlertKind: String, CaseIterable, Sendable {
    case off
    /// The terminal's bell, which tmux and window managers show on the window.
    case bell
    /// A notice of the desktop, by the sequence OSC 9 (iTerm2, kitty, WezTerm, Windows Terminal and others).
    case notify
}

/// Finds what is new among the problems. Of many at once there is one alert, and no more than one in some seconds.
package struct ProblemAlert: Sendable {
    private var known: Set<RequestID>?
    private var last = -Double.infinity

    /// Seconds from one alert to the next.
    private static let pause = 5.0

    package init() {}

    /// What to say of `snapshot`; `nil`: nothing is new. What was there at first is not.
    package mutating func words(_ snapshot: MonitorSnapshot) -> String? {
        let problems = snapshot.requests.filter(\.isProblem)
        let ids = Set(problems.map(\.id))
        guard let known else {
            self.known = ids
            return nil
        }
        guard let newest = problems.first(where: { !known.contains($0.id) }) else {
            self.known = ids
            return nil
        }
        // What comes in the meantime is told afterwards.
        guard !(0..<Self.pause).contains(snapshot.now - last) else { return nil }
        last = snapshot.now
        self.known = ids
        let count = ids.subtracting(known).count
        return newest.headline(at: snapshot.now) + (count > 1 ? " (and \(count - 1) more)" : "")
    }
}

extension RequestSummary {
    /// Which one it is, and what is the matter with it.
    func headline(at now: Double) -> String { "\(id) \(who) \(sentence ?? RequestSentence.of(self, at: now))" }
}
