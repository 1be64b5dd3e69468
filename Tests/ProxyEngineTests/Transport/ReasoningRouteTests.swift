import Monitoring
import ProxyEngine
import Testing

/// Reasoning that the prompt has opened, from socket to socket.
struct ReasoningRouteTests {
    private static let thought =
        #"Maybe <tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call> no.\n</think>\n\nHello."#
    private static let answer: [ScriptedBackend.Step] = [
        .streamHead, ChatRouteTests.chunk(#"{"role":"assistant","content":"\#(thought)"}"#),
        ChatRouteTests.chunk("{}", finish: #""stop""#), .chunk("data: [DONE]\n\n"), .lastChunk,
    ]

    private func ask(_ proxy: RunningProxy) async throws -> String {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", ChatRouteTests.toolRequest)
        try await eventually { client.isComplete }
        return client.body
    }

    /// The first answer shows it, and the second one is read so.
    @Test func isLearntFromAnAnswer() async throws {
        let backend = try await ScriptedBackend.start { _ in Self.answer }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        #expect(try await ask(proxy).contains(#""name":"f""#))
        let second = try await ask(proxy)
        #expect(!second.contains(#""name":"f""#) && second.contains("reasoning_content"))
        #expect(second.contains(#""content":"Hello.""#))
        await proxy.stop()
    }

    /// The backend's template says it before the first answer.
    @Test func isKnownFromTheTemplate() async throws {
        let template = #"{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}"#
        let backend = try await ScriptedBackend.start(answersProbes: true) { request in
            switch request.path {
            case "/props": [.answer(#"{"total_slots":1,"chat_template":"\#(template)"}"#)]
            case "/v1/chat/completions": Self.answer
            default: [.answer(#"{"status":"ok","data":[]}"#)]
            }
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.backends[0].kind = .llamaServer
        let proxy = try await RunningProxy.start(configuration)
        try await eventually { proxy.reports.last?.state == .up }
        let first = try await ask(proxy)
        #expect(!first.contains(#""name":"f""#) && first.contains("reasoning_content"))
        await proxy.stop()
    }

    @Test func isSetByModel() async throws {
        let backend = try await ScriptedBackend.start { _ in Self.answer }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.modelDialects = [ModelDialects(glob: "m*", startsInReasoning: .yes)]
        let proxy = try await RunningProxy.start(configuration)
        #expect(try await !ask(proxy).contains(#""name":"f""#))
        await proxy.stop()
    }
}
