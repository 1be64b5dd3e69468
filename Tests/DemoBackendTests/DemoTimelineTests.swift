import Testing

@testable import DemoBackend

struct DemoTimelineTests {
    private func timeline(
        _ scenario: DemoScenario, streams: Bool = true, usage: Bool = false, progress: Bool = false, bytes: Int = 4000,
        cached: Int = 0, speed: Double = 1
    ) throws -> DemoTimeline {
        var request = try #require(
            DemoRequest(
                body: Array(
                    """
                    {"model": "m", "stream": \(streams), "stream_options": {"include_usage": \(usage)},
                     "return_progress": \(progress), "messages": [{"role": "user", "content": "demo:\(scenario.name)"}],
                     "tools": [{"type": "function", "function": {"name": "read", "parameters":
                      {"properties": {"path": {"type": "string"}}}}}]}
                    """.utf8)))
        request.bytes = bytes
        let reply = DemoScript(seed: 1).reply(to: request, number: 0)
        return DemoTimeline(
            reply, to: request, pace: DemoPace(seed: 1, number: 0, speed: speed),
            DemoTimeline.Circumstances(id: "x", created: 1, cached: cached))
    }

    private func body(_ timeline: DemoTimeline) -> [UInt8] { Array(timeline.pieces.map(\.text).joined().utf8) }

    /// Streamed and whole answers carry the same message.
    @Test(arguments: DemoScenario.allCases.filter { ![.error, .brokenOff].contains($0) })
    func streamedAndWhole(_ scenario: DemoScenario) throws {
        let streamed = DemoMessage(body: body(try timeline(scenario)))
        let whole = DemoMessage(body: body(try timeline(scenario, streams: false)))
        #expect(streamed.content == whole.content)
        #expect(streamed.calls == whole.calls)
        #expect(!streamed.content.isEmpty || !streamed.calls.isEmpty)
    }

    /// A prompt takes longer to read when it is longer, and less when it is in the cache.
    @Test func prefill() throws {
        let short = try timeline(.text).pieces[0].delay
        let long = try timeline(.text, bytes: 16000).pieces[0].delay
        let cached = try timeline(.text, bytes: 16000, cached: 3900).pieces[0].delay
        #expect((0.4...6).contains(short))
        #expect(long > short * 2)
        #expect(cached < long / 2)
        #expect(try timeline(.text, speed: 10).pieces[0].delay < short / 9)
    }

    /// Tokens come at 20 to 60 a second.
    @Test func decode() throws {
        let timeline = try timeline(.text)
        let tokens = timeline.pieces.dropFirst().dropLast(2)
        let rate = Double(tokens.count) / tokens.reduce(0) { $0 + $1.delay }
        #expect((20...60).contains(rate), "\(rate)")
    }

    @Test func progressWhereAsked() throws {
        #expect(try timeline(.text, progress: true).pieces.filter { $0.text.contains("prompt_progress") }.count == 3)
        #expect(try timeline(.text).pieces.allSatisfy { !$0.text.contains("prompt_progress") })
    }

    @Test func usageWhereAsked() throws {
        #expect(try timeline(.text, usage: true).pieces.filter { $0.text.contains("\"usage\"") }.count == 1)
        #expect(try timeline(.text).pieces.allSatisfy { !$0.text.contains("\"usage\"") })
    }

    @Test(arguments: [true, false])
    func error(streams: Bool) throws {
        let timeline = try timeline(.error, streams: streams)
        #expect(timeline.status == 500)
        #expect(timeline.contentType == "application/json")
    }

    @Test func brokenOffHasNoEnd() throws {
        let timeline = try timeline(.brokenOff)
        #expect(timeline.breaksOff)
        #expect(timeline.pieces.count > 5)
        #expect(timeline.pieces.allSatisfy { !$0.text.contains("[DONE]") && !$0.text.contains("\"stop\"") })
    }

    @Test(arguments: ["", "a", "hello world", "  a\n\nb ", "{\"name\": \"x\"}", "東京 ☕ naïve 👩‍👩‍👧 e\u{301}"])
    func tokensAreTheText(text: String) {
        #expect(DemoTokens.cut(text).joined() == text)
        #expect(DemoTokens.cut(text).allSatisfy { $0.count <= 9 })
    }
}
