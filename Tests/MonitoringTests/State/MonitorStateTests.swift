import Monitoring
import TestSupport
import Testing

struct MonitorStateTests {
    private var state = MonitorState(startedAt: RequestScript.start)
    private let script = RequestScript()

    /// A request goes through all its phases, and its row says so at each of them.
    @Test mutating func followsARequestThroughItsPhases() throws {
        state.begin(script)
        state.play(script, [(.queued(position: 2), 0.1)])
        var row = try #require(state.snapshot(after: 0.1).requests.first)
        #expect(row.phase == .queued)
        #expect(row.queuePosition == 2)
        #expect(state.snapshot(after: 0.1).totals.queued == 1)

        state.play(script, [(.sent(backend: "main"), 1), (.firstByte, 1.2)])
        row = try #require(state.snapshot(after: 1.2).requests.first)
        #expect(row.phase == .prefill)
        #expect(row.queuePosition == nil)
        #expect(row.backend == "main")
        #expect(row.firstByteSeconds == 1.2)
        #expect(row.firstTokenSeconds == nil)
        #expect(row.tokensPerSecond == nil)

        state.play(script, [(.firstToken, 2), (.progress(RequestProgress(tokens: 41, bytesOut: 900)), 3)])
        row = try #require(state.snapshot(after: 3).requests.first)
        #expect(row.phase == .decode)
        #expect(row.outputTokens == 41)
        #expect(row.tokensPerSecond == 40)
        #expect(state.snapshot(after: 3).totals.running == 1)

        let outcome = RequestOutcome(
            status: 200, finishReason: "tool_calls", backendFinishReason: "stop",
            usage: TokenUsage(prompt: 100, completion: 42, cached: 60, decodeRate: 39.5),
            progress: RequestProgress(tokens: 42, bytesOut: 1000), rewrites: ["tool_calls=hermes-json;n=1"])
        state.play(script, [(.finished(outcome), 4)])
        let snapshot = state.snapshot(after: 4)
        row = try #require(snapshot.requests.first)
        #expect(row.phase == .done)
        #expect(row.status == 200)
        #expect(row.finishReason == "tool_calls")
        #expect(row.backendFinishReason == "stop")
        #expect(row.endedSeconds == 4)
        #expect(row.outputTokens == 42)
        #expect(row.tokensPerSecond == 39.5)
        #expect(row.rewrites == ["tool_calls=hermes-json;n=1"])
        #expect(snapshot.totals.done == 1)
        #expect(snapshot.totals.running == 0)
        #expect(snapshot.totals.promptTokens == 100)
        #expect(snapshot.totals.outputTokens == 42)
    }

    /// What nobody has said is nil, not zero.
    @Test mutating func unknownStaysUnknown() throws {
        let empty = state.snapshot(after: 1)
        #expect(empty.memory == nil)
        #expect(empty.latency.firstTokenP50 == nil)
        #expect(empty.rates.generationNow == nil)
        #expect(empty.rates.prefillNow == nil)
        #expect(empty.backends.isEmpty)

        state.begin(script, wantsStream: false)
        state.play(script, [(.sent(backend: "main"), 0.1), (.finished(RequestOutcome(status: 200)), 5)])
        let row = try #require(state.snapshot(after: 5).requests.first)
        #expect(row.usage == TokenUsage())
        #expect(row.firstTokenSeconds == nil)
        #expect(row.tokensPerSecond == nil)
        #expect(state.snapshot(after: 5).rates.prefill.allSatisfy { $0 == 0 })
    }

    @Test mutating func aFailureIsCountedAndTold() throws {
        state.begin(script)
        let failure = RequestFailure(
            code: "backend_unreachable", message: "main: connection refused", side: .backend)
        state.play(script, [(.failed(failure, RequestOutcome(status: 502)), 0.2)])
        let snapshot = state.snapshot(after: 1)
        #expect(snapshot.totals.failed == 1)
        #expect(snapshot.requests.first?.failure == failure)
        #expect(
            snapshot.events.first?.notice
                == Notice(.error, "failed: main: connection refused (backend_unreachable)", request: script.id))
    }

    @Test(
        arguments: zip(
            [CancelReason.clientLeft, .operatorCancelled, .shutdown],
            [
                "the client left after 4.4 s, while the answer was written",
                "cancelled by the operator after 4.4 s, while the answer was written",
                "cut off by the shutdown after 4.4 s, while the answer was written",
            ]))
    func aCancellationSaysWhoAndWhen(reason: CancelReason, text: String) throws {
        var state = state
        state.begin(script)
        state.play(
            script,
            [
                (.sent(backend: "main"), 0.1), (.firstToken, 1),
                (.cancelled(reason, RequestOutcome(status: 200, progress: .init(tokens: 7))), 4.4),
            ])
        let snapshot = state.snapshot(after: 5)
        #expect(snapshot.totals.cancelled == 1)
        #expect(snapshot.requests.first?.phase == .cancelled)
        #expect(snapshot.requests.first?.outputTokens == 7)
        #expect(snapshot.events.first?.notice.text == text)
    }

    @Test mutating func toolCallsAreCountedByDialectAndValidity() throws {
        state.begin(script)
        state.play(
            script,
            [
                (.toolCall(.sample(dialect: "native")), 1),
                (.toolCall(.sample(repairs: ["trailing-comma", "unclosed"])), 2),
                (.toolCall(.sample(repairs: ["trailing-comma"], problem: #"/limit: expected integer, got "all""#)), 3),
                (.toolCall(.sample(dialect: "tool-call-line")), 4),
            ])
        let snapshot = state.snapshot(after: 5)
        #expect(snapshot.tools.native == 1)
        #expect(
            snapshot.tools.rewritten == [
                .init(name: "hermes-json", count: 2), .init(name: "tool-call-line", count: 1),
            ])
        #expect(snapshot.tools.badArguments == 1)
        #expect(
            snapshot.tools.repairs == [.init(name: "trailing-comma", count: 2), .init(name: "unclosed", count: 1)])
        let row = try #require(snapshot.requests.first)
        #expect(row.calls.count == 4)
        #expect(row.repairs == 3)
        #expect(
            snapshot.events.map(\.notice.text) == [
                #"bad arguments: read_file: /limit: expected integer, got "all""#
            ])
    }

    /// Near misses come in the transcript; the counters count all of them, the log tells the first few.
    @Test mutating func nearMissesAreCountedAndTold() throws {
        state.begin(script)
        let miss = TranscriptPart(.nearMiss(dialect: "hermes-json", reason: "malformed"), span: 0..<4)
        for second in 1...5 {
            state.play(
                script,
                [(.progress(RequestProgress(tokens: second, transcript: [.init(parts: [miss])])), Double(second))])
        }
        let snapshot = state.snapshot(after: 6)
        #expect(snapshot.tools.nearMisses == 5)
        #expect(snapshot.requests.first?.nearMisses == 5)
        #expect(snapshot.events.count == 3)
        #expect(
            snapshot.events.first?.notice.text
                == "near miss: text like a hermes-json call is malformed, and stayed text")
    }

    /// What gets no line of its own is counted in one at the end.
    @Test mutating func moreThanTheFirstFewAreCounted() {
        state.begin(script)
        let miss = TranscriptPart(.nearMiss(dialect: "hermes-json", reason: "malformed"), span: 0..<4)
        state.play(script, (0..<37).map { (RequestStep.toolCall(.sample(problem: "/a: missing \($0)")), after: 1) })
        state.play(
            script,
            [
                (.progress(RequestProgress(tokens: 4, transcript: [.init(parts: [miss, miss, miss, miss])])), 2),
                (.finished(RequestOutcome(status: 200)), 3),
            ])
        let events = state.snapshot(after: 4).events
        #expect(events.count == 7)
        #expect(events.first?.notice.text == "34 more with bad arguments, 1 more near miss")
    }

    /// Closed by us because the answer reached its limit: not what the model meant to say.
    @Test(arguments: [("length", true), ("stop", false)])
    mutating func unfinishedCallIsTold(reason: String, isTold: Bool) throws {
        state.begin(script)
        state.play(
            script,
            [
                (.toolCall(.sample(repairs: ["unclosed"])), 1),
                (.finished(RequestOutcome(status: 200, finishReason: "tool_calls", backendFinishReason: reason)), 3),
            ])
        let snapshot = state.snapshot(after: 4)
        #expect(snapshot.requests.first?.hasUnfinishedCall == isTold)
        let text =
            "unfinished call: read_file: cut off where the answer reached its length limit, and handed on as it was written"
        #expect(snapshot.events.map(\.notice.text) == (isTold ? [text] : []))
        let row = try #require(snapshot.requests.first)
        let context = RequestFilter.Context(now: 0)
        #expect(try RequestFilter("unfinished").matches(row, in: context) == isTold)
        #expect(EventLine.text(row).contains("unfinished 1") == isTold)
    }

    @Test mutating func backendsAreKeptByNameAndTheirChangesTold() throws {
        var report = BackendReport(name: "main", url: "http://127.0.0.1:8080", kind: "llama-server", state: .down)
        report.problem = "connection refused"
        state.apply(.backend(report), at: RequestScript.start)
        state.apply(.backend(report), at: RequestScript.start + 1)
        report.state = .up
        report.problem = nil
        report.model = "qwen3"
        state.apply(.backend(report), at: RequestScript.start + 2)
        let snapshot = state.snapshot(after: 2)
        #expect(snapshot.backends == [report])
        #expect(
            snapshot.events.map(\.notice.text) == [
                "backend main is up: llama-server, qwen3", "backend main is down: connection refused",
            ])
    }

    /// The first settings are a fact; of later ones that somebody has ordered there is a notice already.
    @Test mutating func changedSettingsAreTold() {
        var settings = LiveSettings(chunkSize: 20, maxConcurrent: 3, streamMode: "auto")
        state.apply(.settings(settings), at: RequestScript.start)
        #expect(state.snapshot(after: 0).events.isEmpty)
        settings.chunkSize = 30
        settings.configuredChunkSize = 20
        settings.isPaused = true
        state.apply(.settings(settings), at: RequestScript.start)
        #expect(state.snapshot(after: 0).settings == settings)
        #expect(state.snapshot(after: 0).events.isEmpty)
        settings.maxConcurrent = 4
        settings.concurrencySource = .slots
        state.apply(.settings(settings), at: RequestScript.start)
        #expect(
            state.snapshot(after: 0).events.map(\.notice.text) == [
                "4 requests at a time for each backend now, as many as there are slots"
            ])
    }

    @Test mutating func memoryLevelsAreToldOnce() {
        state.apply(.memory(MemoryReport(total: 100, used: 50)), at: RequestScript.start)
        state.apply(.memory(MemoryReport(total: 100, used: 91, level: .warning)), at: RequestScript.start)
        state.apply(.memory(MemoryReport(total: 100, used: 92, level: .warning)), at: RequestScript.start)
        let snapshot = state.snapshot(after: 0)
        #expect(snapshot.memory?.used == 92)
        #expect(snapshot.events.map(\.notice.text) == ["memory is running short: 91 % used"])
    }

    @Test mutating func lostLogEntriesAreCounted() {
        state.apply(.logEntriesLost(3), at: RequestScript.start)
        state.apply(.logEntriesLost(8), at: RequestScript.start)
        #expect(state.snapshot(after: 0).totals.logEntriesLost == 8)
    }

    /// The monitor's own reads do not fill the list; what a person asked the proxy does show.
    @Test mutating func ownRoutesOfTheMonitorAreNotListed() {
        state.apply(RequestScript(1).received(kind: .own, route: "/_top/snapshot"), at: RequestScript.start)
        state.apply(RequestScript(2).received(kind: .own), at: RequestScript.start)
        #expect(state.snapshot(after: 0).requests.map(\.id.rawValue) == [2])
    }

    /// A newest-first list, whatever the order in which the numbers arrive.
    @Test mutating func newestRequestsComeFirst() {
        for number in [3, 1, 4, 2, 5] as [UInt64] { state.begin(RequestScript(number)) }
        #expect(state.snapshot(after: 0).requests.map(\.id.rawValue) == [5, 4, 3, 2, 1])
    }

    /// Percentiles are of the last 200 requests that streamed.
    @Test mutating func firstTokenPercentilesForgetOldRequests() {
        for number in 1...400 as ClosedRange<UInt64> {
            let script = RequestScript(number)
            state.begin(script)
            let seconds = number <= 200 ? 100.0 : Double(number - 200) / 100
            state.play(script, [(.firstToken, seconds), (.finished(RequestOutcome(status: 200)), seconds + 1)])
        }
        let latency = state.snapshot(after: 500).latency
        #expect(latency.firstTokenP50 == 1.0)
        #expect(latency.firstTokenP95 == 1.9)
    }

    /// Where the client waits for the whole answer and the backend sends it in one piece there is no first token.
    @Test mutating func aWholeAnswerHasNoTimeToFirstToken() {
        state.begin(script, wantsStream: false)
        let outcome = RequestOutcome(status: 200, progress: RequestProgress(tokens: 50))
        state.play(script, [(.firstToken, 9), (.finished(outcome), 9)])
        #expect(state.snapshot(after: 9).latency.firstTokenP50 == nil)

        let assembled = RequestScript(2)
        state.begin(assembled, wantsStream: false)
        state.play(
            assembled,
            [
                (.firstToken, 1), (.progress(RequestProgress(tokens: 2)), 1.1),
                (.progress(RequestProgress(tokens: 20)), 2), (.finished(RequestOutcome(status: 200)), 3),
            ])
        #expect(state.snapshot(after: 9).latency.firstTokenP50 == 1)
    }

    /// From the backend's first token to what a client sees first: text or a call, of streams only.
    @Test mutating func tellsWhatIsAddedToTheFirstToken() {
        #expect(state.snapshot(after: 0).latency.addedP50 == nil)
        for (number, added) in [(1, 0.25), (2, 0.5), (3, 4)] as [(UInt64, Double)] {
            let script = RequestScript(number)
            state.begin(script)
            var progress = RequestProgress(tokens: 3)
            progress.pace = ResponsePace()
            progress.pace?.firstVisibleSeconds = number == 2 ? 9 : 1 + added
            progress.pace?.firstCallSeconds = number == 2 ? 1 + added : nil
            state.play(
                script, [(.firstToken, 1), (.progress(progress), 2), (.finished(RequestOutcome(status: 200)), 9)])
        }
        #expect(state.snapshot(after: 9).latency.addedP50 == 0.5)
    }
}
