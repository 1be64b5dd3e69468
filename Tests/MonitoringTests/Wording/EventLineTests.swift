import TestSupport
import Testing

@testable import Monitoring

struct EventLineTests {
    private let script = RequestScript(42, at: 1_795_256_457)

    private func lines(_ format: EventLineReport.Format, _ steps: [(RequestStep, after: Double)]) -> [String] {
        Self.lines(EventLineReport(format: format), script, steps)
    }

    /// The lines of the requests that end.
    private static func lines(
        _ report: EventLineReport, _ script: RequestScript, _ steps: [(RequestStep, after: Double)]
    ) -> [String] {
        var state = MonitorState()
        state.begin(script)
        return steps.compactMap { step, seconds in
            state.apply(script.event(step, after: seconds), at: script.receivedAt + seconds).flatMap {
                report.line(for: $0, at: script.receivedAt + seconds)
            }
        }
    }

    private static let call: [(RequestStep, after: Double)] = [
        (.sent(backend: "main"), 0.1), (.firstToken, 0.31), (.toolCall(.sample("get_weather")), 6),
        (
            .finished(
                RequestOutcome(
                    status: 200, finishReason: "tool_calls",
                    usage: TokenUsage(prompt: 1234, completion: 188, decodeRate: 41.8))), 6.4
        ),
    ]

    @Test func aFinishedRequestIsOneReadableLine() {
        #expect(
            lines(.text, Self.call) == [
                "#0042 10:21:03 POST /v1/chat/completions qwen3 stream 200 tool_calls  aider  prompt 1.2k out 188  "
                    + "ttft 0.31s  6.4s 41.8 t/s  queue 0.10s fill 0.21s decode 6.1s  calls hermes-json:get_weather  "
                    + "backend main"
            ])
    }

    @Test func aFailureSaysWhy() {
        let failure = RequestFailure(code: "backend_unreachable", message: "connection refused", side: .backend)
        #expect(
            lines(.text, [(.failed(failure, RequestOutcome(status: 502)), 0.2)]) == [
                "#0042 10:20:57 POST /v1/chat/completions qwen3 stream 502 failed backend_unreachable: "
                    + "connection refused  aider  0.20s  queue 0.20s  "
                    + "why: failed: connection refused - start the server, or name another one with --backend"
            ])
    }

    /// What happens before the end has lines too, each with who asks.
    @Test func beginningsAndWaitsAreLines() throws {
        var (state, finder) = (MonitorState(), RequestNewsFinder())
        let report = EventLineReport(format: .text)
        var texts: [String] = []
        func play(_ step: RequestStep, _ seconds: Double) {
            let now = script.receivedAt + seconds
            state.apply(script.event(step, after: seconds), at: now)
            guard let row = state.row(of: script.id) else { return }
            texts += finder.news(of: step, row, at: now).flatMap { report.line(for: $0) }.map { [$0] } ?? []
            texts += finder.quiet([row], at: now).compactMap { report.line(for: $0) }
        }
        state.begin(script)
        play(.queued(QueuePlace(position: 2, hold: .paused)), 0.1)
        play(.queued(QueuePlace(position: 1, hold: .paused)), 1)
        play(.sent(backend: "main"), 2)
        play(.firstToken, 3)
        for second in 4...40 { play(.progress(RequestProgress(tokens: 5)), Double(second)) }
        #expect(
            texts == [
                "#0042 10:20:57 waits  aider  waits, because the operator holds new requests",
                "#0042 10:20:59 started POST /v1/chat/completions qwen3 stream  aider  3 messages 2 tools",
            ])
        let rows = try #require(state.row(of: script.id)).silent(since: 3)
        #expect(
            [13, 15, 25, 52, 60].map { finder.quiet([rows], at: script.receivedAt + $0).count } == [1, 0, 1, 1, 0])
        let json = try #require(EventLineReport(format: .json).line(for: RequestNews(.started, rows, at: 5)))
        #expect(json.hasPrefix(#"{"event":"request_started","id":42,"#) && json.contains(#""session":null"#))
        #expect(EventLineReport(format: .json).listening("http://x:1", at: 0).hasPrefix(#"{"event":"listening","#))
        #expect(report.listening("http://x:1", at: 0) == "listening on http://x:1")
    }

    /// A filter keeps requests back, and nothing else.
    @Test(arguments: [("tool:get_*", 1), ("tool:get_* ttft>1s", 0), ("", 1), ("error", 0)])
    func aFilterChoosesRequests(_ filter: String, _ count: Int) throws {
        var report = EventLineReport(format: .text, filter: try RequestFilter(filter))
        #expect(Self.lines(report, script, Self.call).count == count)
        #expect(report.lines(for: .notice(Notice(.warning, "something")), at: 1).count == 1)
    }

    /// What only the conversation as a whole tells is known too.
    @Test(arguments: [("loop", [2]), ("cut", [2]), ("problem", [2]), ("session:s1", [1, 2])])
    func filtersKnowTheConversation(_ filter: String, _ expected: [UInt64]) throws {
        let report = EventLineReport(format: .json, filter: try RequestFilter(filter))
        var state = MonitorState()
        var numbers: [UInt64] = []
        for number in 1...2 as ClosedRange<UInt64> {
            let script = RequestScript(number, at: RequestScript.start + Double(number))
            let tokens = number == 1 ? 4_000 : 40
            state.begin(script, body: Self.conversation(rounds: Int(number)))
            let outcome = RequestOutcome(status: 200, usage: TokenUsage(prompt: tokens, completion: 1))
            let row = state.apply(script.event(.finished(outcome), after: 0.5), at: script.receivedAt)
            if let row, report.line(for: row, at: 0) != nil { numbers.append(number) }
        }
        #expect(numbers == expected)
    }

    /// A conversation in which the same call gets the same result in each round.
    private static func conversation(rounds: Int) -> String {
        let question = String(repeating: "where is the file? ", count: 1_000)
        let messages =
            [#"{"role":"user","content":"\#(question)"}"#]
            + (1...rounds).flatMap { round in
                [
                    #"{"role":"assistant","tool_calls":[{"id":"c\#(round)","type":"function","function":{"name":"ls","arguments":"{}"}}]}"#,
                    #"{"role":"tool","tool_call_id":"c\#(round)","content":"a.txt"}"#,
                ]
            }
        return #"{"messages":[\#(messages.joined(separator: ","))]}"#
    }

    /// What no model works on has no model.
    @Test func otherRoutesAreShort() {
        var state = MonitorState()
        state.apply(script.received(kind: .other, route: "/v1/models"), at: 0)
        let row = state.apply(script.event(.finished(RequestOutcome(status: 200)), after: 0.01), at: 0)
        let line = row.flatMap { EventLineReport(format: .text).line(for: $0, at: 0) }
        #expect(line == "#0042 10:20:57 POST /v1/models 200  0.01s")
    }

    @Test func problemsAreNamed() throws {
        let miss = TranscriptPart(.nearMiss(dialect: "hermes-json", reason: "malformed"), span: 0..<1)
        let progress = RequestProgress(tokens: 5, transcript: [TranscriptDelta(parts: [miss])])
        let line = try #require(
            lines(
                .text,
                [
                    (.toolCall(.sample(repairs: ["unclosed"], problem: "/limit: expected integer")), 1),
                    (.cancelled(.clientLeft, RequestOutcome(status: 200, progress: progress)), 2),
                ]
            ).first)
        #expect(line.contains("200 cancelled client-left"))
        #expect(line.contains("bad-arguments 1 (/limit: expected integer)  repairs 1  near-misses 1"))
    }

    /// What of a call was not checked is said in both formats, and does not count as bad.
    @Test func whatWasNotCheckedIsTold() throws {
        var call = ToolCallReport.sample()
        call.unchecked = "/path: its pattern has a lookahead"
        let steps: [(RequestStep, after: Double)] = [
            (.toolCall(call), 1), (.finished(RequestOutcome(status: 200)), 2),
        ]
        let text = try #require(lines(.text, steps).first)
        #expect(text.hasSuffix("calls hermes-json:read_file  not-checked 1 (/path: its pattern has a lookahead)"))
        let json = try #require(lines(.json, steps).first)
        #expect(json.contains(#""valid":true,"problem":null,"unchecked":"/path: its pattern has a lookahead"}]"#))
    }

    @Test func forProgramsItIsJSON() throws {
        let line = try #require(lines(.json, Self.call).first)
        #expect(TrafficLogLineTests.isJSON(Array(line.utf8)))
        #expect(line.hasPrefix(#"{"event":"request","id":42,"time":"2026-11-21T10:21:03.400Z","#))
        #expect(
            line.contains(#""prompt_tokens":1234,"cached_tokens":null,"completion_tokens":188,"ttft_seconds":0.31"#))
        #expect(line.contains(#""calls":[{"dialect":"hermes-json","name":"get_weather","valid":true,"problem":null}]"#))
    }

    @Test func noticesAreLinesToo() {
        var report = EventLineReport(format: .text, offsetSeconds: 3600)
        let notice = EngineEvent.notice(Notice(.warning, "something", request: script.id))
        #expect(report.lines(for: notice, at: script.receivedAt) == ["11:20:57 warning  something  #0042"])
        let backend = EngineEvent.backend(BackendReport(name: "main", url: "http://x", state: .up))
        #expect(report.lines(for: backend, at: script.receivedAt) == ["11:20:57 info  backend main is up: openai"])
        #expect(report.lines(for: backend, at: script.receivedAt).isEmpty)
        var json = EventLineReport(format: .json)
        #expect(
            json.lines(for: notice, at: script.receivedAt) == [
                #"{"event":"notice","time":"2026-11-21T10:20:57.000Z","level":"warning","text":"something","request":42}"#
            ])
    }

    /// Whatever a client or a model writes, it neither moves the cursor nor begins a line.
    @Test(arguments: [EventLineReport.Format.text, .json])
    func controlCharactersAreNeutralised(format: EventLineReport.Format) throws {
        let hostile = "a\u{1B}]0;x\u{07}\r\n\u{9B}2J\u{202E}b\u{7F}\u{2028}"
        let line = try #require(
            lines(
                format,
                [
                    (.sent(backend: hostile), 1), (.toolCall(.sample(hostile, dialect: hostile, problem: hostile)), 1),
                    (.failed(RequestFailure(code: hostile, message: hostile, side: .client), .init(status: 400)), 2),
                ]
            ).first)
        let controls = line.unicodeScalars.filter {
            $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || (0x2028...0x202E).contains($0.value)
        }
        #expect(controls.isEmpty)
        #expect(line.contains(format == .json ? #"\u001b]0;x\u0007"# : #"\u{1b}]0;x\u{7}"#))
        if format == .json { #expect(TrafficLogLineTests.isJSON(Array(line.utf8))) }
    }

    @Test(
        arguments: zip(
            [0, 999, 1000, 1234, 9949, 9950, 31_200, 999_499, 999_500, 1_500_000],
            ["0", "999", "1.0k", "1.2k", "9.9k", "10k", "31k", "999k", "1.0M", "1.5M"]))
    func countsAreShort(count: Int, text: String) {
        #expect(PlainNumber.short(count) == text)
    }

    @Test(
        arguments: zip(
            [0, 0.005, 0.314, 0.999, 6.44, 12.34, 128.4, .nan],
            ["0.00s", "0.01s", "0.31s", "1.00s", "6.4s", "12.3s", "128s", "-s"]))
    func secondsAreShort(seconds: Double, text: String) {
        #expect(PlainNumber.seconds(seconds) == text)
    }
}

extension RequestSummary {
    /// Nothing has come from the backend since.
    fileprivate func silent(since seconds: Double) -> RequestSummary {
        var row = self
        row.lastTokenSeconds = seconds
        return row
    }
}
