import TestSupport
import Testing

@testable import Monitoring

/// How often a question was asked, and what became of it each time.
struct RequestAttemptsTests {
    private var state = MonitorState(startedAt: RequestScript.start)
    private let script = RequestScript()
    private static let failure = RequestFailure(code: "backend_unreachable", message: "", side: .backend)
    private static let question = #"{"messages":[{"role":"user","content":"why is the build red?"}]}"#
    private static let followUp = #"""
        {"messages":[{"role":"user","content":"why is the build red?"},
        {"role":"assistant","content":"a test fails"},{"role":"user","content":"which?"}]}
        """#

    private mutating func ask(_ number: UInt64, _ body: String = question, ending: RequestStep) throws -> RequestSummary
    {
        let script = RequestScript(number, at: RequestScript.start + Double(number) * 10)
        state.begin(script, body: body)
        state.play(script, [(ending, 1)])
        return try #require(state.snapshot(after: 0).requests.first { $0.id == script.id })
    }

    /// What was asked before the backend that answers is kept, with its times.
    @Test mutating func otherBackendsAskedBefore() throws {
        state.begin(script)
        state.play(
            script,
            [
                (.sent(backend: "desk"), 0.1), (.turned(from: "desk", reason: "it answered with status 503"), 0.4),
                (.turned(from: "attic", reason: "connection refused"), 0.5), (.sent(backend: "shed"), 0.6),
            ])
        let row = try #require(state.snapshot(after: 1).requests.first)
        #expect(
            row.failedAttempts == [
                FailedAttempt(
                    backend: "desk", reason: "it answered with status 503", sentSeconds: 0.1, endedSeconds: 0.4),
                FailedAttempt(backend: "attic", reason: "connection refused", endedSeconds: 0.5),
            ])
        #expect(row.backend == "shed" && row.tries == 3)
        state.play(script, [(.finished(RequestOutcome(status: 200)), 2)])
        let sentence = try #require(state.snapshot(after: 3).requests.first?.sentence)
        #expect(sentence.hasSuffix("attic was asked before: connection refused"))
    }

    /// However many there are, a row stays small.
    @Test mutating func attemptsAreBounded() throws {
        state.begin(script)
        for _ in 0..<1000 {
            state.play(script, [(.turned(from: "desk", reason: String(repeating: "x", count: 5000)), 1)])
        }
        let row = try #require(state.snapshot(after: 1).requests.first)
        #expect(row.failedAttempts?.count == FailedAttempt.maximumCount && row.tries == 1001)
        #expect(row.failedAttempts?.allSatisfy { $0.reason.utf8.count <= RequestRecord.maximumTextBytes } == true)
    }

    @Test mutating func theSameQuestionAgain() throws {
        let first = try ask(1, ending: .failed(Self.failure, RequestOutcome(status: 502)))
        #expect(first.asksAgain == nil && first.tries == nil)
        let second = try ask(2, ending: .cancelled(.clientLeft, RequestOutcome(status: 0)))
        #expect(second.asksAgain == first.id && second.tries == 2)
        let third = try ask(3, ending: .finished(RequestOutcome(status: 200)))
        #expect(third.asksAgain == second.id && third.tries == 3)
        // An answered question that is asked again is no try of the one before.
        let fourth = try ask(4, ending: .finished(RequestOutcome(status: 200)))
        #expect(fourth.asksAgain == third.id && fourth.tries == nil)
        let next = try ask(5, Self.followUp, ending: .finished(RequestOutcome(status: 200)))
        #expect(next.session == first.session && next.asksAgain == nil)
    }

    /// What an operator sends again says so already.
    @Test mutating func anOperatorsRepetitionIsNoRetry() throws {
        let first = try ask(1, ending: .failed(Self.failure, RequestOutcome(status: 502)))
        let again = RequestScript(2, at: RequestScript.start + 20)
        var received = ReceivedRequest(
            time: again.receivedAt, client: "127.0.0.1", agent: "aider", method: "POST", route: "/v1/chat/completions",
            kind: .chat, model: "qwen3", body: Array(Self.question.utf8))
        received.resentFrom = first.id
        state.apply(again.event(.received(received), after: 0), at: again.receivedAt)
        let row = try #require(state.snapshot(after: 30).requests.first)
        #expect(row.resentFrom == first.id && row.asksAgain == nil && row.tries == nil)
    }

    /// The log keeps them, and a replay shows them.
    @Test func attemptsAreLogged() throws {
        var assembler = TrafficLogAssembler(keepsText: true)
        let events = [
            script.received(), script.event(.turned(from: "desk", reason: "connection refused"), after: 0.25),
            script.event(.sent(backend: "shed"), after: 0.5),
            script.event(.finished(RequestOutcome(status: 200)), after: 1),
        ]
        let entry = try #require(events.compactMap { assembler.take($0) }.first)
        let line = TrafficLogLine.bytes(entry, bodies: .full)
        #expect(
            String(decoding: line, as: UTF8.self)
                .contains(#""attempts":[{"backend":"desk","reason":"connection refused","seconds":0.25}]"#))
        let recorded = try line.dropLast().withUnsafeBytes { try RecordedRequest($0) }
        #expect(
            recorded.steps().map(\.step).contains(.turned(from: "desk", reason: "connection refused")))
    }

    @Test mutating func filtersKnowTries() throws {
        _ = try ask(1, ending: .failed(Self.failure, RequestOutcome(status: 502)))
        let second = try ask(2, ending: .finished(RequestOutcome(status: 200)))
        let filter = try RequestFilter("tries>1")
        let found = state.snapshot(after: 30).requests.filter { filter.matches($0, in: .init(now: 0)) }
        #expect(found.map(\.id) == [second.id])
    }
}
