import Monitoring
import ProxyEngine
import TestSupport
import Testing

struct BackendChoiceTests {
    private typealias Candidate = BackendChoice.Candidate

    private func candidate(
        _ state: BackendReport.State = .up, fit: ModelFit = .yes, running: Int = 0, queued: Int = 0, limit: Int = 2,
        weight: Double = 1, sessions: Int = 0, circuit: Circuit.Admission = .closed, isDraining: Bool = false
    ) -> BackendChoice.Candidate {
        var candidate = Candidate(state: state, fit: fit, running: running, queued: queued, limit: limit)
        candidate.weight = weight
        candidate.sessions = sessions
        candidate.circuit = circuit
        candidate.isDraining = isDraining
        candidate.maximumQueue = 8
        return candidate
    }

    @Test func prefersWhoHasLeastToDo() {
        #expect(BackendChoice.pick([candidate(running: 1), candidate()]) == 1)
        #expect(BackendChoice.pick([candidate(running: 2, limit: 8), candidate(running: 1, limit: 2)]) == 0)
        #expect(BackendChoice.pick([candidate(), candidate()]) == 0)
        // A free place counts for more than a low load.
        #expect(BackendChoice.pick([candidate(running: 2, limit: 2, weight: 9), candidate(running: 1)]) == 1)
    }

    /// In each row what is told first is decided by, against all that comes after it.
    @Test func whatCountsForMore() {
        let quietButLoading = candidate(.loading)
        #expect(BackendChoice.pick([quietButLoading, candidate(fit: .perhaps, running: 2, queued: 3)]) == 1)
        let freeButUnsure = candidate(fit: .perhaps)
        #expect(BackendChoice.pick([freeButUnsure, candidate(running: 2, queued: 3, sessions: 9)]) == 1)
        let fullButStrong = candidate(running: 2, limit: 2, weight: 9)
        #expect(BackendChoice.pick([fullButStrong, candidate(running: 1, sessions: 9)]) == 1)
        let busyAtHomeToNobody = candidate(running: 1, limit: 8)
        #expect(BackendChoice.pick([busyAtHomeToNobody, candidate(limit: 8, sessions: 9)]) == 1)
        #expect(BackendChoice.pick([candidate(limit: 8, sessions: 9), busyAtHomeToNobody]) == 0)
        let longQueue = candidate(running: 2, queued: 2)
        #expect(BackendChoice.pick([longQueue, candidate(running: 2, queued: 1, sessions: 9)]) == 1)
        #expect(BackendChoice.pick([candidate(running: 1, sessions: 2), candidate(running: 1, sessions: 1)]) == 1)
    }

    @Test func avoidsWhoIsDown() {
        #expect(BackendChoice.pick([candidate(.down), candidate(running: 2, queued: 9)]) == 1)
        #expect(BackendChoice.pick([candidate(.down), candidate(.loading)]) == 1)
        #expect(BackendChoice.pick([candidate(.down), candidate(.down)]) == 0)
        #expect(BackendChoice.pick([]) == nil)
    }

    @Test func asksOnlyWhoServesTheModel() {
        #expect(BackendChoice.pick([candidate(fit: .no), candidate(running: 2, queued: 4)]) == 1)
        #expect(BackendChoice.pick([candidate(fit: .perhaps), candidate(running: 1)]) == 1)
        #expect(BackendChoice.pick([candidate(fit: .no), candidate(fit: .no)]) == nil)
    }

    @Test func asksNobodyWhoIsNotToBeAsked() {
        #expect(BackendChoice.pick([candidate(circuit: .open), candidate(isDraining: true)]) == nil)
        #expect(BackendChoice.pick([candidate(circuit: .open), candidate(.down)]) == 1)
    }

    /// Only a request can show whether a backend works again.
    @Test func triesAgainBeforeItLooksForTheBest() {
        #expect(BackendChoice.pick([candidate(), candidate(running: 2, circuit: .trial)]) == 1)
        #expect(BackendChoice.pick([candidate(), candidate(.down, circuit: .trial)]) == 0)
        // Home is no better than any other while it is not known to work.
        let trials = [candidate(circuit: .trial), candidate(circuit: .trial)]
        #expect(BackendChoice.pick(trials, home: .ofConversation(1)) == 0)
        #expect(BackendChoice.pick(trials, home: .ofSession(1)) == 0)
    }

    @Test func spreadsConversationsByWeight() {
        #expect(BackendChoice.pick([candidate(sessions: 3), candidate(sessions: 2)]) == 1)
        #expect(BackendChoice.pick([candidate(weight: 2, sessions: 3), candidate(sessions: 2)]) == 0)
        // Filled one by one, the counts come out as the weights are.
        var sessions = [0, 0, 0]
        for _ in 0..<60 {
            let pool = zip(sessions, [3.0, 2.0, 1.0]).map { candidate(weight: $1, sessions: $0) }
            sessions[BackendChoice.pick(pool) ?? 0] += 1
        }
        #expect(sessions == [30, 20, 10])
    }

    @Test func spreadsRunningWorkByWeight() {
        var running = [0, 0]
        for _ in 0..<9 {
            let pool = [
                candidate(running: running[0], limit: 99, weight: 2), candidate(running: running[1], limit: 99),
            ]
            running[BackendChoice.pick(pool) ?? 0] += 1
        }
        #expect(running == [6, 3])
    }

    @Test func aConversationStaysAtHome() {
        let busy = candidate(running: 2, queued: 7)
        #expect(BackendChoice.pick([candidate(), busy], home: .ofConversation(1)) == 1)
        #expect(BackendChoice.pick([candidate(), candidate(running: 2, queued: 8)], home: .ofConversation(1)) == 0)
        for gone in [
            candidate(.down), candidate(.loading), candidate(fit: .no), candidate(circuit: .open),
            candidate(isDraining: true),
        ] {
            #expect(BackendChoice.pick([candidate(running: 2, queued: 3), gone], home: .ofConversation(1)) == 0)
        }
    }

    /// Other conversations of the same session share instructions, which is not worth waiting for.
    @Test func aSessionIsOnlyAPreference() {
        #expect(BackendChoice.pick([candidate(), candidate(running: 1)], home: .ofSession(1)) == 1)
        #expect(BackendChoice.pick([candidate(), candidate(running: 2)], home: .ofSession(1)) == 0)
    }

    @Test func movesOnlyWhereThereIsAPlace() {
        let full = candidate(running: 2, queued: 1)
        #expect(BackendChoice.move(from: 0, [full, candidate()], isAtHome: false) == 1)
        #expect(BackendChoice.move(from: 0, [full, candidate()], isAtHome: true) == nil)
        #expect(BackendChoice.move(from: 0, [full, candidate(running: 2)], isAtHome: false) == nil)
    }

    @Test func leavesABackendThatIsLost() {
        for lost in [candidate(.down, queued: 1), candidate(queued: 1, isDraining: true)] {
            #expect(BackendChoice.move(from: 0, [lost, candidate(running: 2, queued: 5)], isAtHome: true) == 1)
            // With nowhere to go it stays, and is served there.
            #expect(BackendChoice.move(from: 0, [lost, candidate(.down)], isAtHome: true) == nil)
            #expect(BackendChoice.move(from: 0, [lost, candidate(fit: .no)], isAtHome: true) == nil)
        }
    }

    /// Whatever the pool looks like: nobody is asked who must not be, and somebody is whenever somebody may be.
    @Test(arguments: 0..<20) func neverAsksWhoMustNotBeAsked(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let states: [BackendReport.State] = [.up, .down, .loading, .unknown]
        let fits: [ModelFit] = [.no, .perhaps, .yes]
        let admissions: [Circuit.Admission] = [.closed, .open, .trial]
        for _ in 0..<500 {
            let pool = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                candidate(
                    states.randomElement(using: &random) ?? .up, fit: fits.randomElement(using: &random) ?? .yes,
                    running: Int.random(in: 0...3, using: &random), queued: Int.random(in: 0...9, using: &random),
                    weight: Double.random(in: 0.1...4, using: &random),
                    circuit: admissions.randomElement(using: &random) ?? .closed,
                    isDraining: Int.random(in: 0...4, using: &random) == 0)
            }
            let place = Int.random(in: 0...5, using: &random)
            let home: SessionAffinity.Home? =
                [nil, .ofConversation(place), .ofSession(place)].randomElement(using: &random) ?? nil
            let picked = BackendChoice.pick(pool, home: home)
            #expect((picked != nil) == pool.contains(where: \.isEligible))
            #expect(picked.map { pool[$0].isEligible } ?? true)
            let current = Int.random(in: pool.indices, using: &random)
            let moved = BackendChoice.move(from: current, pool, isAtHome: Bool.random(using: &random))
            #expect(moved.map { $0 != current && pool[$0].isEligible } ?? true)
        }
    }
}
