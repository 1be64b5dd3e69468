import Monitoring
import ProxyEngine
import Testing
import WireFormats

/// A backend that is asked on its own route, in what the client speaks: text calls are found in such answers too.
struct NativeRouteTests {
    private static let textCall =
        #"<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo\"}}</tool_call>"#

    private static let ollamaLines = """
        {"model":"m","message":{"role":"assistant","content":"I look. "},"done":false}
        {"model":"m","message":{"role":"assistant","content":"\(textCall)"},"done":false}
        {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":5,"eval_duration":7000000}

        """

    private static let messagesEvents = #"""
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":10,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"I look. CALL"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}

        event: message_stop
        data: {"type":"message_stop"}


        """#.replacing("CALL", with: textCall)

    private static let responsesBody = #"""
        {"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"message","role":"assistant",
        "content":[{"type":"output_text","text":"I look. CALL"}]}],"usage":{"input_tokens":10,"output_tokens":5}}
        """#.replacing("CALL", with: textCall)

    private static let tools = #"""
        "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}]
        """#
    private static let flatTools =
        #""tools":[{"type":"function","name":"get_weather","input_schema":{},"parameters":{}}]"#

    private static func ask(
        _ path: String, _ body: String, wire: WireChoice = .native, _ steps: [ScriptedBackend.Step]
    ) async throws -> (client: TestClient, asked: ScriptedBackend.Request) {
        let backend = try await ScriptedBackend.start { _ in steps }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.backends[0].wire = wire
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, body)
        try await eventually { client.isComplete }
        let asked = try #require(backend.requests.first)
        await proxy.stop()
        return (client, asked)
    }

    private static func streamed(_ type: String, _ text: String) -> [ScriptedBackend.Step] {
        let bytes = Array(text.utf8)
        let cuts = stride(from: 0, to: bytes.count, by: 37).map {
            ScriptedBackend.Step.chunk(String(decoding: bytes[$0..<min(bytes.count, $0 + 37)], as: UTF8.self))
        }
        return [.text("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\n\r\n")] + cuts + [
            .lastChunk
        ]
    }

    @Test func callsInLinesOfOllama() async throws {
        let body =
            #"{"model":"m","messages":[{"role":"user","content":"Weather?"}],"options":{"num_ctx":4096},\#(Self.tools)}"#
        let (client, asked) = try await Self.ask(
            "/api/chat", body, Self.streamed("application/x-ndjson", Self.ollamaLines))
        #expect(asked.path == "/api/chat")
        #expect(asked.text == body)
        #expect(client.head.contains("Content-Type: application/x-ndjson"))
        #expect(client.head.contains("X-Llama-Stream-Top: wire=native"))
        #expect(client.body.contains(#""message":{"role":"assistant","content":"I look."}"#))
        #expect(client.body.contains(#""name":"get_weather","arguments":{"city":"Oslo"}"#))
        #expect(!client.body.contains("<tool_call>"))
        let last = try #require(client.body.split(separator: "\n").last)
        #expect(last.contains(#""done":true,"done_reason":"stop""#))
        #expect(last.contains(#""prompt_eval_count":10"#) && last.contains(#""eval_count":5,"eval_duration":7000000"#))
    }

    @Test func callsInEventsOfMessages() async throws {
        let body =
            #"{"model":"m","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Weather?"}],\#(Self.flatTools)}"#
        let (client, asked) = try await Self.ask(
            "/v1/messages", body, Self.streamed("text/event-stream", Self.messagesEvents))
        #expect(asked.path == "/v1/messages")
        #expect(asked.text == body)
        #expect(client.body.contains(#"{"type":"text_delta","text":"I look."}"#))
        #expect(client.body.contains(#""type":"tool_use""#))
        #expect(client.body.contains(#""stop_reason":"tool_use""#))
        #expect(client.body.contains(#""input_tokens":10"#))
        #expect(client.body.hasSuffix("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
        #expect(!client.body.contains("<tool_call>"))
    }

    @Test func callsInAWholeAnswerOfResponses() async throws {
        let body = #"{"model":"m","input":"Weather?",\#(Self.flatTools)}"#
        let (client, asked) = try await Self.ask("/v1/responses", body, [.answer(Self.responsesBody)])
        #expect(asked.path == "/v1/responses")
        #expect(asked.text == body)
        #expect(client.head.contains("Content-Type: application/json"))
        #expect(client.body.contains(#""type":"function_call""#))
        #expect(client.body.contains(#""arguments":"{\"city\": \"Oslo\"}""#))
        #expect(client.body.contains(#""text":"I look.""#))
        #expect(client.body.contains(#""input_tokens":10"#))
        #expect(!client.body.contains("<tool_call>"))
    }

    /// Without tools no text is a call: what the backend answers goes on to the byte.
    @Test func withoutToolsNothingIsTouched() async throws {
        let body = #"{"model":"m","messages":[{"role":"user","content":"Weather?"}]}"#
        let (client, _) = try await Self.ask(
            "/api/chat", body, Self.streamed("application/x-ndjson", Self.ollamaLines))
        #expect(client.body == Self.ollamaLines)
    }

    @Test(arguments: [("503 Service Unavailable", "503"), ("200 OK", "502")])
    func errorsKeepTheirShape(_ status: String, _ told: String) async throws {
        let body = #"{"model":"m","stream":false,"messages":[{"role":"user","content":"Weather?"}],\#(Self.tools)}"#
        let (client, _) = try await Self.ask(
            "/api/chat", body, [.answer(#"{"error":"Loading the model"}"#, status: status)])
        #expect(client.statusLine.contains(told))
        #expect(client.body == #"{"error":"Loading the model"}"#)
    }

    @Test func whatBreaksOffIsAnError() async throws {
        let body = #"{"model":"m","messages":[{"role":"user","content":"Weather?"}],\#(Self.tools)}"#
        let steps = Self.streamed("application/x-ndjson", Self.ollamaLines).prefix(4) + [.close]
        let (client, _) = try await Self.ask("/api/chat", body, Array(steps))
        #expect(client.body.split(separator: "\n").last?.hasPrefix(#"{"error":"#) == true)
        #expect(!client.body.contains(#""done":true"#))
    }
}
