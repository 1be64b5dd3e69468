import Monitoring
import TestSupport
import Testing

struct SnapshotChangeTests {
    /// Plays random events, and follows by changes alone.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func followsAnyHistory(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var state = MonitorState(startedAt: RequestScript.start)
        var follower = state.snapshot(after: 0)
        var now = 0.0
        var next: UInt64 = 1
        var last = follower
        for _ in 0..<300 {
            now += Double.random(in: 0...0.4, using: &random)
            let script = RequestScript(
                UInt64.random(in: 1...max(1, next), using: &random), at: RequestScript.start + now)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                state.begin(RequestScript(next, at: RequestScript.start + now), body: Self.body(next))
                next += 1
            case 1: state.play(script, [(.sent(backend: "a"), 0.1), (.firstToken, 0.2)])
            case 2: state.play(script, [(.progress(RequestProgress(tokens: 5)), 0.3)])
            case 3: state.play(script, [(.toolCall(.sample(problem: "bad")), 0.4)])
            case 4: state.play(script, [(.finished(RequestOutcome(status: 200)), 0.5)])
            default: state.apply(.notice(Notice(.info, "note \(now)")), at: RequestScript.start + now)
            }
            guard Bool.random(using: &random) else { continue }
            let current = state.snapshot(after: now)
            let change = current.changes(since: last)
            #expect(change.requests.count <= current.requests.count)
            follower.take(change)
            #expect(follower == current)
            last = current
        }
    }

    private static func body(_ number: UInt64) -> String {
        #"{"messages":[{"role":"user","content":"conversation \#(number % 5)"}]}"#
    }

    @Test func sendsOnlyWhatIsNew() {
        var state = MonitorState(startedAt: RequestScript.start)
        for number in 1...50 { state.begin(RequestScript(UInt64(number))) }
        let before = state.snapshot(after: 1)
        state.play(RequestScript(7), [(.firstToken, 2)])
        let change = state.snapshot(after: 2).changes(since: before)
        #expect(change.requests.map(\.id.rawValue) == [7])
        #expect(change.changesSince == before.now)
        #expect(change.events.isEmpty)
    }

    /// Of a full history what ended first goes; what runs stays, however old it is.
    @Test func keepsWhatRuns() {
        var state = MonitorState(startedAt: RequestScript.start)
        func end(_ number: UInt64, after seconds: Double) {
            state.play(RequestScript(number), [(.finished(RequestOutcome(status: 200)), seconds)])
        }
        state.begin(RequestScript(1))
        for number in 2...UInt64(MonitorState.historyCapacity) {
            state.begin(RequestScript(number))
            if number != 3 { end(number, after: Double(number)) }
        }
        var follower = state.snapshot(after: 0)
        end(3, after: 1500)
        var last = follower
        for number in 2001...2010 as ClosedRange<UInt64> {
            state.begin(RequestScript(number))
            end(number, after: Double(number))
            let current = state.snapshot(after: Double(number))
            follower.take(current.changes(since: last))
            last = current
        }
        let isSame = follower.requests == last.requests
        #expect(isSame)
        #expect(follower.requests.suffix(2).map(\.id.rawValue) == [3, 1])
    }

    /// The session that goes is the one that was silent longest, not the one that began first.
    @Test func keepsTheSessionsThatGoOn() {
        var state = MonitorState(startedAt: RequestScript.start)
        func play(_ number: UInt64, _ session: Int) {
            let script = RequestScript(number, at: RequestScript.start + Double(number))
            state.begin(script, body: #"{"user":"\#(session)","messages":[{"role":"user","content":"hi"}]}"#)
            state.play(script, [(.finished(RequestOutcome(status: 200)), 0.1)])
        }
        for session in 1...100 { play(UInt64(session), session) }
        play(101, 1)
        var follower = state.snapshot(after: 200)
        let before = follower
        play(102, 101)
        let current = state.snapshot(after: 300)
        follower.take(current.changes(since: before))
        #expect(follower.sessions == current.sessions)
        #expect(follower.sessions.last?.name == "1")
    }
}
