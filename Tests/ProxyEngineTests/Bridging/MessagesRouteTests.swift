import Monitoring
import ProxyEngine
import Testing

/// `/v1/messages` before a backend that has chat completions only and writes calls as text.
struct MessagesRouteTests {
    static let request = #"""
        {"model":"m","max_tokens":100,"stream":STREAM,"system":"Be short.","messages":[{"role":"user","content":"Weather?"}],
        "tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]}
        """#

    static func chunk(_ delta: String, _ finish: String = "null") -> String {
        #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
            + "\n\n"
    }

    static let textCall: [ScriptedBackend.Step] =
        [.streamHead]
        + [
            #"{"role":"assistant","content":"I look."}"#, #"{"content":"<tool_call>{\"name\": \"get_weather\", "}"#,
            #"{"content":"\"arguments\": {\"city\": \"Oslo\"}}</tool_call>"}"#,
        ].map { .chunk(chunk($0)) }
        + [
            .chunk(chunk("{}", #""stop""#)),
            .chunk(#"data: {"id":"c1","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}"# + "\n\n"),
            .chunk("data: [DONE]\n\n"), .lastChunk,
        ]

    @Test func aTextCallReachesTheClientAsABlock() async throws {
        let backend = try await ScriptedBackend.start { _ in Self.textCall }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(
            "/v1/messages?beta=true", Self.request.replacing("STREAM", with: "true"), fields: "x-api-key: k\r\n")
        try await eventually { client.isComplete }
        #expect(client.head.contains("Content-Type: text/event-stream"))
        #expect(client.head.contains("X-Llama-Stream-Top: wire=messages"))
        let events = client.body.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
        #expect(events.first?.hasPrefix(#"{"type":"message_start""#) == true)
        #expect(client.body.contains(#"{"type":"text_delta","text":"I look."}"#))
        #expect(client.body.contains(#""type":"tool_use","id":"call_"#))
        #expect(client.body.contains(#""partial_json":"{\"city\": \"Oslo\"}""#) || client.body.contains("Oslo"))
        #expect(client.body.contains(#""stop_reason":"tool_use""#))
        #expect(client.body.contains(#""input_tokens":10"#))
        #expect(client.body.hasSuffix("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
        let asked = try #require(backend.requests.first)
        #expect(asked.path == "/v1/chat/completions")
        #expect(asked.field("authorization") == "Bearer k" && asked.field("x-api-key") == nil)
        #expect(asked.text.contains(#"{"role":"system","content":"Be short."}"#))
        await proxy.stop()
    }

    @Test func aWholeAnswerIsOneMessage() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [
                .answer(
                    #"{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}</tool_call>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}"#
                )
            ]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/messages", Self.request.replacing("STREAM", with: "false"))
        try await eventually { client.isComplete }
        #expect(client.head.contains("Content-Type: application/json"))
        #expect(client.body.contains(#""name":"get_weather","input":{"city":"Oslo"}}],"stop_reason":"tool_use""#))
        await proxy.stop()
    }

    @Test func heartbeatsArePings() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait] + Self.textCall }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.heartbeatSeconds = 0.02
        configuration.heartbeatCommitSeconds = 0.02
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/messages", Self.request.replacing("STREAM", with: "true"))
        try await eventually { client.body.contains("event: ping\ndata: {\"type\":\"ping\"}\n\n") }
        try await eventually { backend.waiters == 1 }
        backend.go()
        try await eventually { client.isComplete }
        #expect(client.body.contains("event: message_stop"))
        await proxy.stop()
    }

    @Test(arguments: [
        (
            #"{"error":{"code":400,"message":"request (2100 tokens) exceeds the available context size (2000 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":2100,"n_ctx":2000}}"#,
            "400 Bad Request", "prompt is too long: 2100 tokens > 2000 maximum"
        ),
        (#"{"error":{"message":"busy","type":"x"}}"#, "529 Busy", "busy"), ("gone", "404 Not Found", "gone"),
    ])
    func errorsHaveAnthropicsShape(_ body: String, _ status: String, _ message: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(body, status: status)] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.retriesOverflow = false
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/messages", Self.request.replacing("STREAM", with: "true"))
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains(status.prefix(3)))
        #expect(client.body.hasPrefix(#"{"type":"error","error":{"type":""#))
        #expect(client.body.contains(#""message":"\#(message)""#))
        await proxy.stop()
    }

    @Test func anAnswerThatBreaksOffEndsWithAnErrorEvent() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [.streamHead, .chunk(Self.chunk(#"{"content":"Hello"}"#)), .close]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/messages", Self.request.replacing("STREAM", with: "true"))
        try await eventually { client.isComplete }
        #expect(client.body.contains(#""text":"Hello""#))
        #expect(client.body.contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\""))
        #expect(!client.body.contains("message_stop"))
        await proxy.stop()
    }

    @Test func whatIsNoJSONIsAnError() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("{}")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/messages", "{")
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains("400"))
        #expect(client.body.hasPrefix(#"{"type":"error","error":{"type":"invalid_request_error","message":"#))
        await proxy.stop()
    }

    /// Claude Code's way out of a silent stream: the same request without it. Both get the one answer, each in its form.
    @Test func aFallbackWithoutAStreamJoinsTheRunningAnswer() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait] + Self.textCall }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let fields = "X-Claude-Code-Session-Id: s\r\nX-Stainless-Retry-Count: 0\r\n"
        let first = try await TestClient.connect(port: proxy.port)
        try await first.post("/v1/messages", Self.request.replacing("STREAM", with: "true"), fields: fields)
        try await eventually { backend.requests.count == 1 }
        let second = try await TestClient.connect(port: proxy.port)
        try await second.post("/v1/messages", Self.request.replacing("STREAM", with: "false"), fields: fields)
        try await eventually { proxy.steps.contains { if case .joined = $0 { true } else { false } } }
        backend.go()
        try await eventually { first.isComplete && second.isComplete }
        #expect(first.body.hasSuffix("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
        #expect(second.head.contains("Content-Type: application/json"))
        #expect(second.body.contains(#""name":"get_weather","input":{"city":"Oslo"}}],"stop_reason":"tool_use""#))
        #expect(backend.requests.count == 1)
        await proxy.stop()
    }

    @Test func tokensAreCountedOutsideTheGate() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(
            "/v1/messages/count_tokens", #"{"model":"m","messages":[{"role":"user","content":"Hello there"}]}"#)
        try await eventually { client.isComplete }
        #expect(client.body.wholeMatch(of: /\{"input_tokens":[1-9]\d*\}/) != nil)
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }
}
