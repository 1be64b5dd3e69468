package import Monitoring

/// Keeps requests away from a backend that fails again and again, and lets a single one through from time to time to see
/// whether it still does. A value; the time is an argument.
///
/// ```
/// closed -- failures --> open -- cool-down --> one trial -- it works --> closed
///                          ^------- it fails: the cool-down doubles -------'
/// ```
package struct Circuit: Equatable, Sendable {
    package struct Rules: Equatable, Sendable {
        /// Failures in a row that open it; 0: they do not.
        package var failures = 5
        /// Percent of the latest requests whose failure opens it; 0: they do not.
        package var failurePercent = 50
        /// Time until a trial, in seconds.
        package var coolDownSeconds = 30.0

        package init() {}

        package init(failures: Int, failurePercent: Int = 0, coolDownSeconds: Double = 30) {
            self.failures = failures
            self.failurePercent = failurePercent
            self.coolDownSeconds = coolDownSeconds
        }
    }

    package enum Admission: Equatable, Sendable {
        case open
        /// One request may try.
        case trial
        case closed
    }

    private enum State: Equatable {
        case closed
        case open(until: Moment)
        /// A trial that says nothing is given up after a while, so that it does not bar the way for ever.
        case trying(RequestID, until: Moment)
    }

    /// The share of failures is taken of so many outcomes at most, and at least.
    private static let window = 20
    private static let fewestOutcomes = 10
    /// The cool-down is not doubled beyond so many times its length.
    private static let longestFactor = 8.0

    private var state = State.closed
    private var failuresInRow = 0
    /// The latest outcomes, the newest in the lowest bit; set: a failure.
    private var outcomes: UInt32 = 0
    private var outcomeCount = 0
    private var failedTrials = 0

    package init() {}

    /// Whether a request may be sent.
    package func admission(at now: Moment) -> Admission {
        switch state {
        case .closed: .closed
        case .open(let until), .trying(_, let until): until <= now ? .trial : .open
        }
    }

    package var isClosed: Bool { state == .closed }
    package var isTrying: Bool {
        if case .trying = state { true } else { false }
    }

    /// When a trial will be allowed; `nil` while it is closed.
    package var opensUntil: Moment? {
        switch state {
        case .closed: nil
        case .open(let until), .trying(_, let until): until
        }
    }

    /// How often the backend has failed, in words.
    package var failureCount: String {
        if latestFailures > failuresInRow {
            return "\(latestFailures) of the latest \(outcomeCount) requests failed"
        }
        return failuresInRow == 1 ? "1 failure" : "\(failuresInRow) failures in a row"
    }

    private var latestFailures: Int { (outcomes & (1 << UInt32(outcomeCount) - 1)).nonzeroBitCount }

    /// A request is about to be sent. `false`: it must not, another one is trying already.
    package mutating func begin(_ id: RequestID, at now: Moment, _ rules: Rules) -> Bool {
        switch admission(at: now) {
        case .closed: return true
        case .open: return false
        case .trial:
            state = .trying(id, until: now.advanced(by: coolDown(rules)))
            return true
        }
    }

    /// The backend has begun to answer.
    package mutating func succeeded(_ id: RequestID) {
        switch state {
        case .closed: note(isFailure: false)
        case .trying(id, _): self = Circuit()
        // Sent before it opened, or a trial that was given up.
        case .open, .trying: return
        }
    }

    package mutating func failed(_ id: RequestID, at now: Moment, _ rules: Rules) {
        switch state {
        case .closed:
            note(isFailure: true)
            if isTooMuch(rules) { state = .open(until: now.advanced(by: coolDown(rules))) }
        case .trying(id, _):
            failuresInRow += 1
            failedTrials += 1
            state = .open(until: now.advanced(by: coolDown(rules)))
        case .open, .trying: return
        }
    }

    /// The request ended without a verdict: its client left, or it was cancelled.
    package mutating func abandoned(_ id: RequestID, at now: Moment) {
        if case .trying(id, _) = state { state = .open(until: now) }
    }

    /// The backend was down and is up again: what it did before says nothing any more.
    package mutating func restarted() { self = Circuit() }

    private mutating func note(isFailure: Bool) {
        failuresInRow = isFailure ? failuresInRow + 1 : 0
        outcomes = outcomes << 1 | (isFailure ? 1 : 0)
        outcomeCount = min(Self.window, outcomeCount + 1)
    }

    private func isTooMuch(_ rules: Rules) -> Bool {
        if rules.failures > 0, failuresInRow >= rules.failures { return true }
        guard rules.failurePercent > 0, outcomeCount >= Self.fewestOutcomes else { return false }
        return latestFailures * 100 >= rules.failurePercent * outcomeCount
    }

    private func coolDown(_ rules: Rules) -> UInt64 {
        var factor = 1.0
        for _ in 0..<failedTrials where factor < Self.longestFactor { factor *= 2 }
        return Moment.nanoseconds(inSeconds: rules.coolDownSeconds * factor)
    }
}
