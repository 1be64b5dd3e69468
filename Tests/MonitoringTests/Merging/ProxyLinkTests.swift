import Monitoring
import Testing

struct ProxyLinkTests {
    @Test func isFreshWhileItIsHeard() {
        var link = ProxyLink()
        #expect(link.state(at: 0) == .connecting)
        link.attemptBegan(at: 0)
        #expect(link.nextAttempt == nil)
        for second in stride(from: 1.0, through: 60, by: 2) { link.heard(at: second) }
        #expect(link.state(at: 61) == .live)
        #expect(link.staleSeconds(at: 61) == nil)
    }

    @Test func goesStaleInSilenceAndIsGivenUp() {
        var link = ProxyLink()
        link.attemptBegan(at: 0)
        link.heard(at: 1)
        #expect(link.state(at: 5.9) == .live)
        #expect(link.state(at: 6) == .stale)
        #expect(link.staleSeconds(at: 8) == 7)
        #expect(!link.isLost(at: 16))
        #expect(link.isLost(at: 16.1))
        // It speaks again before it was given up.
        link.heard(at: 15)
        #expect(link.state(at: 15) == .live)
    }

    @Test func isStaleAtOnceWhenItBreaks() {
        var link = ProxyLink()
        link.attemptBegan(at: 0)
        link.heard(at: 10)
        link.failed(.brokeOff("reset"), at: 11)
        #expect(link.state(at: 11) == .stale)
        #expect(link.staleSeconds(at: 13) == 3)
        #expect(link.problem == .brokeOff("reset"))
        link.attemptBegan(at: 12)
        #expect(link.state(at: 12) == .stale)
        link.heard(at: 12.5)
        #expect(link.state(at: 12.5) == .live)
        #expect(link.problem == nil)
    }

    /// Soon at first, then ever less often, and soon again after it has worked.
    @Test func triesLessAndLessOften() {
        var link = ProxyLink()
        var now = 0.0
        var pauses: [Double] = []
        for _ in 0..<7 {
            link.attemptBegan(at: now)
            link.failed(.unreachable("refused"), at: now)
            pauses.append((link.nextAttempt ?? 0) - now)
            now += 100
        }
        #expect(pauses == [0.5, 1, 2, 3, 5, 5, 5])
        link.attemptBegan(at: now)
        link.heard(at: now)
        link.failed(.brokeOff("reset"), at: now)
        #expect(link.nextAttempt == now + 0.5)
    }

    @Test(arguments: [AttachProblem.needsKey, .refusesKey, .somethingElse(status: 404, server: "x"), .otherVersion])
    func doesNotPesterWhereSomebodyHasToAct(problem: AttachProblem) {
        var link = ProxyLink()
        link.failed(problem, at: 0)
        #expect(link.nextAttempt == 15)
    }

    @Test func aConnectionThatNeverAnswersIsGivenUp() {
        var link = ProxyLink()
        link.attemptBegan(at: 0)
        #expect(link.isLost(at: 16))
        #expect(link.state(at: 16) == .connecting)
        #expect(link.staleSeconds(at: 16) == nil)
    }

    /// Whoever sets the clock back does not make a dead connection live for as long.
    @Test func aClockThatIsSetBackIsNoSignOfLife() {
        var link = ProxyLink()
        link.attemptBegan(at: 3_600)
        link.heard(at: 3_600)
        #expect(link.state(at: 10) == .stale)
        link.heard(at: 10)
        #expect(link.state(at: 10) == .live)
        #expect(link.state(at: 16) == .stale)
        #expect(link.isLost(at: 26))
    }
}
