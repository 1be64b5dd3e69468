/// The connection to a watched proxy: whether it is fresh, and when it is tried again. Knows no clock and no socket; times
/// are seconds on one clock.
package struct ProxyLink: Equatable, Sendable {
    /// A proxy says something every two seconds; a picture older than this is stale.
    package static let staleAfter = 5.0
    /// A connection on which nothing was heard for so long is given up.
    package static let givenUpAfter = 15.0
    /// Between two attempts; the last one from then on.
    static let pauses = [0.5, 1, 2, 3, 5]
    /// Where somebody has to do something first.
    static let longPause = 15.0

    private enum Phase: Equatable {
        case connecting(since: Double)
        case open
        case waiting(until: Double)
    }
    private var phase = Phase.waiting(until: -.infinity)
    private var heardAt: Double?
    private var failures = 0
    /// What ended the last attempt; `nil` while the connection works.
    package private(set) var problem: AttachProblem?

    package init() {}

    /// When to try again; `nil` while there is a connection or an attempt.
    package var nextAttempt: Double? {
        guard case .waiting(let moment) = phase else { return nil }
        return moment
    }

    package mutating func attemptBegan(at now: Double) { phase = .connecting(since: now) }

    /// The proxy has said something.
    package mutating func heard(at now: Double) {
        phase = .open
        heardAt = now
        failures = 0
        problem = nil
    }

    /// There is no connection any more, or there was none.
    package mutating func failed(_ problem: AttachProblem, at now: Double) {
        let pause =
            problem.needsSomebody ? Self.longPause : Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
        self.problem = problem
        phase = .waiting(until: now + pause)
    }

    /// Nothing has come for so long that the connection is to be given up.
    package func isLost(at now: Double) -> Bool {
        switch phase {
        // A clock that was set back tells as little as one that was set forward.
        case .open: abs(now - (heardAt ?? now)) > Self.givenUpAfter
        case .connecting(let since): abs(now - since) > Self.givenUpAfter
        case .waiting: false
        }
    }

    /// How old what is known is; `nil` while it is fresh, and before anything is known.
    package func staleSeconds(at now: Double) -> Double? {
        guard let heardAt else { return nil }
        let age = abs(now - heardAt)
        return phase == .open && age < Self.staleAfter ? nil : age
    }

    package func state(at now: Double) -> ProxyReport.State {
        if heardAt == nil { return .connecting }
        return staleSeconds(at: now) == nil ? .live : .stale
    }
}
