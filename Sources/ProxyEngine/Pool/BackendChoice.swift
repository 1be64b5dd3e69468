package import Monitoring

/// Which backend of the pool gets a request. Pure: what is known of the backends goes in, an index comes out.
package enum BackendChoice {
    package struct Candidate: Equatable, Sendable {
        package var state: BackendReport.State
        package var fit: ModelFit
        package var circuit = Circuit.Admission.closed
        /// It is to get no new requests.
        package var isDraining = false
        package var running: Int
        package var queued: Int
        package var limit: Int
        /// Requests that may wait.
        package var maximumQueue = Int.max
        /// How much of the work it is to get, compared with the others; more than 0.
        package var weight = 1.0
        /// Conversations that are at home there.
        package var sessions = 0

        package init(
            state: BackendReport.State = .up, fit: ModelFit = .yes, running: Int = 0, queued: Int = 0, limit: Int = 1
        ) {
            self.state = state
            self.fit = fit
            self.running = running
            self.queued = queued
            self.limit = limit
        }

        /// Whether it may be asked at all.
        package var isEligible: Bool { fit != .no && circuit != .open && !isDraining }
        /// Whether a request would run there at once.
        package var hasFreePlace: Bool { queued == 0 && running < limit }

        fileprivate var answers: Bool { state == .up || state == .unknown }
        /// The fewer, the better.
        fileprivate var misery: Int {
            switch state {
            // One that was not asked yet is found out soonest by asking.
            case .up, .unknown: 0
            case .loading: 1
            case .down: 2
            }
        }
        /// Work per place and weight.
        fileprivate var load: Double { Double(running + queued) / (Double(max(1, limit)) * share) }
        fileprivate var sessionLoad: Double { Double(sessions) / share }
        private var share: Double { weight > 0 ? weight : 1 }
    }

    /// The index of the backend to ask; `nil`: none may be asked.
    ///
    /// A conversation stays at home as long as that backend answers and has room in its queue. Otherwise a backend that is
    /// to be tried again comes first: only a request can tell whether it works, and one that is refused there goes to
    /// another. Then the one that answers, serves the model by name, need not let it wait, has the least to do for its
    /// weight, and the fewest conversations; the first of equals.
    package static func pick(_ candidates: [Candidate], home: SessionAffinity.Home? = nil) -> Int? {
        if let home, candidates.indices.contains(home.backend) {
            let there = candidates[home.backend]
            let isWelcome = there.isEligible && there.circuit == .closed && there.answers
            switch home {
            case .ofConversation where isWelcome && (there.hasFreePlace || there.queued < there.maximumQueue),
                .ofSession where isWelcome && there.hasFreePlace:
                return home.backend
            case .ofConversation, .ofSession: break
            }
        }
        let eligible = candidates.indices.filter { candidates[$0].isEligible }
        if let trial = eligible.first(where: { candidates[$0].circuit == .trial && candidates[$0].answers }) {
            return trial
        }
        return eligible.min { rank(candidates[$0]) < rank(candidates[$1]) }
    }

    /// Where a request that waits at `current` should go instead; `nil`: it stays. Only a backend that can take it at once
    /// is worth the place in the queue, unless there is nothing more to be had where it is.
    package static func move(from current: Int, _ candidates: [Candidate], isAtHome: Bool) -> Int? {
        let here = candidates[current]
        let isLost = !here.isEligible || !here.answers
        guard isLost || !isAtHome, let best = pick(candidates), best != current else { return nil }
        let there = candidates[best]
        return there.answers && (isLost || there.hasFreePlace) ? best : nil
    }

    private static func rank(_ candidate: Candidate) -> (Int, Int, Int, Double, Double) {
        (
            candidate.misery, -candidate.fit.rawValue, candidate.hasFreePlace ? 0 : 1, candidate.load,
            candidate.sessionLoad
        )
    }
}
