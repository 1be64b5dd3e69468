import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// Answers that are translated beside the event loop.
struct LargeAnswerTests {
    private static let prose = String(repeating: "word ", count: 100_000)
    private static let tools =
        #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"#

    private static func answer(_ text: String) -> String {
        #"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"\#(text)"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#
    }

    private static let call = #"<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": 1}}</tool_call>"#

    private func asked(stream: Bool) -> String {
        #"{"model":"m","stream":\#(stream),\#(Self.tools)"messages":[{"role":"user","content":"x"}]}"#
    }

    private func start(_ body: String) async throws -> (RunningProxy, TestClient, ScriptedBackend) {
        let backend = try await ScriptedBackend.start { _ in [.answer(body)] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.assemble = .never
        let proxy = try await RunningProxy.start(configuration)
        return (proxy, try await TestClient.connect(port: proxy.port), backend)
    }

    @Test(arguments: [true, false]) func areTranslated(stream: Bool) async throws {
        let (proxy, client, _) = try await start(Self.answer(Self.prose + Self.call))
        try await client.post("/v1/chat/completions", asked(stream: stream))
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body.contains(#""finish_reason":"tool_calls""#))
        #expect(client.body.contains(#""name":"f""#) && !client.body.contains("<tool_call>"))
        #expect(client.body.hasSuffix(stream ? "data: [DONE]\n\n" : "}"))
        try await eventually { proxy.steps.contains { if case .toolCall = $0 { true } else { false } } }
        #expect(proxy.steps.last?.name == "finished")
        await proxy.stop()
    }

    @Test func damageIsAnError() async throws {
        let (proxy, client, _) = try await start(Self.answer(Self.prose) + "}")
        try await client.post("/v1/chat/completions", asked(stream: false))
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        await proxy.stop()
    }

    /// Who leaves meanwhile is forgotten, and the place is free.
    @Test func clientsMayLeave() async throws {
        let (proxy, client, backend) = try await start(Self.answer(Self.prose))
        try await client.post("/v1/chat/completions", asked(stream: false))
        try await eventually { backend.state.bytesSent > 300_000 }
        await client.reset()
        let next = try await TestClient.connect(port: proxy.port)
        try await next.post("/v1/chat/completions", asked(stream: false))
        try await eventually { next.isComplete }
        #expect(next.statusLine == "HTTP/1.1 200 OK")
        try await eventually { proxy.reports.last.map { $0.running == 0 } ?? false }
        await proxy.stop()
    }
}
