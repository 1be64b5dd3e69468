import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// The translated route, from socket to socket.
struct ChatRouteTests {
    static let request = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#
    static let toolRequest =
        #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}"#
    static let plainRequest = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#

    static func chunk(_ delta: String, finish: String = "null") -> ScriptedBackend.Step {
        .chunk(
            #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
                + "\n\n")
    }
    static let text = [
        chunk(#"{"role":"assistant","content":""}"#), chunk(#"{"content":"Hello"}"#), chunk("{}", finish: #""stop""#),
        .chunk("data: [DONE]\n\n"), .lastChunk,
    ]
    static let completion =
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#

    private func start(
        _ change: (inout EngineConfiguration) -> Void = { _ in }, script: @escaping ScriptedBackend.Script
    ) async throws -> (ScriptedBackend, RunningProxy, TestClient) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        return (backend, proxy, try await TestClient.connect(port: proxy.port))
    }

    @Test func streams() async throws {
        let (backend, proxy, client) = try await start { _ in [.streamHead] + Self.text }
        try await client.post("/v1/chat/completions", Self.request, fields: "X-Request-Id: mine\r\n")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.head.contains("X-Request-Id: mine"))
        #expect(client.head.contains("X-Llama-Stream-Top: "))
        #expect(client.head.contains("Cache-Control: no-cache"))
        #expect(client.body.contains(#""content":"Hello""#))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        let request = try #require(backend.requests.first)
        #expect(request.field("Accept-Encoding") == "identity")
        #expect(request.field("X-Request-Id") == "mine")
        try await eventually { proxy.steps.contains { if case .finished = $0 { true } else { false } } }
        #expect(
            proxy.steps.map(\.name).filter { $0 != "progress" } == [
                "received", "sent", "firstByte", "firstToken", "finished",
            ])
        await proxy.stop()
    }

    /// A call that the model wrote as text arrives as a structured one.
    @Test func translatesCalls() async throws {
        let (_, proxy, client) = try await start { _ in
            [
                .streamHead, Self.chunk(#"{"role":"assistant","content":"<tool_"}"#),
                Self.chunk(#"{"content":"call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>"}"#),
                Self.chunk("{}", finish: #""stop""#), .chunk("data: [DONE]\n\n"), .lastChunk,
            ]
        }
        try await client.post("/v1/chat/completions", Self.toolRequest)
        try await eventually { client.isComplete }
        #expect(client.body.contains(#""name":"f""#))
        #expect(client.body.contains(#""finish_reason":"tool_calls""#))
        #expect(!client.body.contains("<tool_"))
        try await eventually { proxy.steps.contains { if case .toolCall = $0 { true } else { false } } }
        await proxy.stop()
    }

    /// The route without `/v1` is the same; the backend is asked under the path that all know.
    @Test func servesTheShortPath() async throws {
        let (backend, proxy, client) = try await start { _ in [.streamHead] + Self.text }
        try await client.post("/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(backend.requests.first?.path == "/v1/chat/completions")
        await proxy.stop()
    }

    @Test func passesBytesThroughWhereNothingIsToBeTouched() async throws {
        let odd = "data:{\"choices\" : [ ] }\r\n\r\n: note\n\ndata: not json\n\n"
        let (backend, proxy, client) = try await start({ $0.streamMode = .passthrough }) { _ in
            [.streamHead, .chunk(odd), .lastChunk]
        }
        let body = #"{ "stream" : true, "messages":[] ,"x":1.50 }"#
        try await client.post("/v1/chat/completions", body)
        try await eventually { client.isComplete }
        #expect(client.body == odd)
        #expect(backend.requests.first?.text == body)
        await proxy.stop()
    }

    /// What is not touched cannot be ended by an event of ours, unless the last event is whole.
    @Test(arguments: [true, false])
    func endsABrokenUntouchedStream(isWhole: Bool) async throws {
        let (_, proxy, client) = try await start({ $0.streamMode = .passthrough }) { _ in
            [.streamHead, .chunk(isWhole ? "data: 1\n\n" : "data: 1"), .close]
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete || client.isClosed }
        #expect(client.body.hasPrefix("data: 1"))
        #expect(client.body.contains("backend_broke_off") == isWhole)
        #expect(client.isComplete == isWhole)
        await proxy.stop()
    }

    @Test func answersWhole() async throws {
        let (backend, proxy, client) = try await start { _ in [.answer(Self.completion)] }
        try await client.post("/v1/chat/completions", Self.plainRequest)
        try await eventually { client.isComplete }
        #expect(client.head.contains("Content-Type: application/json"))
        #expect(client.body.contains(#""content":"Hello""#))
        #expect(backend.requests.first?.text.contains(#""stream":true"#) == false)
        await proxy.stop()
    }

    /// llama-server is asked for a stream, so that it notices a client that leaves.
    @Test func assemblesAWholeAnswer() async throws {
        let (backend, proxy, client) = try await start({ $0.backends[0].kind = .llamaServer }) { _ in
            [.streamHead] + Self.text
        }
        try await client.post("/v1/chat/completions", Self.plainRequest)
        try await eventually { client.isComplete }
        #expect(backend.requests.first?.text.contains(#""stream":true"#) == true)
        #expect(client.head.contains("Content-Type: application/json"))
        #expect(client.body.contains(#""object":"chat.completion""#))
        #expect(client.body.contains(#""content":"Hello""#))
        await proxy.stop()
    }

    /// JSON in answer to a streaming request: the stream is simulated.
    @Test(arguments: [StreamMode.auto, .live, .buffered])
    func simulatesAStream(mode: StreamMode) async throws {
        let (backend, proxy, client) = try await start({ $0.streamMode = mode }) { _ in [.answer(Self.completion)] }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(client.head.contains("Content-Type: text/event-stream"))
        #expect(client.body.contains(#""content":"Hello""#))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        #expect(backend.requests.first?.text.contains(#""stream":true"#) == (mode != .buffered))
        await proxy.stop()
    }

    /// A backend that refuses tools together with streaming is asked once more without, and from then on at once.
    @Test func remembersARefusalOfStreaming() async throws {
        let (backend, proxy, client) = try await start { request in
            request.text.contains(#""stream":true"#)
                ? [
                    .answer(
                        #"{"error":{"message":"Cannot use tools with stream"}}"#, status: "500 Internal Server Error")
                ]
                : [.answer(Self.completion)]
        }
        for count in [2, 3] {
            client.clear()
            try await client.post("/v1/chat/completions", Self.toolRequest)
            try await eventually { client.isComplete }
            #expect(client.statusLine == "HTTP/1.1 200 OK")
            #expect(client.body.contains(#""content":"Hello""#))
            #expect(client.body.hasSuffix("data: [DONE]\n\n"))
            #expect(backend.requests.count == count)
        }
        await proxy.stop()
    }

    /// Another error of such a request is the backend's, and stays it.
    @Test func passesOtherErrorsOn() async throws {
        let text = #"{"error":{"message":"tools: field required","type":"invalid_request_error"}}"#
        let (backend, proxy, client) = try await start { _ in [.answer(text, status: "400 Bad Request")] }
        try await client.post("/v1/chat/completions", Self.toolRequest)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(client.body == text)
        #expect(backend.requests.count == 1)
        await proxy.stop()
    }

    @Test(arguments: ["", "{", "[]", #"{"messages":7}"#, #"{"messages":[],"stream":"yes"}"#])
    func refusesBadBodies(body: String) async throws {
        let (backend, proxy, client) = try await start { _ in [] }
        try await client.post("/v1/chat/completions", body)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(client.body.contains("invalid_request_error"))
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// What arrived is delivered, then an error event and the end; no call is completed by invention.
    @Test(arguments: [true, false])
    func endsABrokenStream(isReset: Bool) async throws {
        let (_, proxy, client) = try await start { _ in
            [.streamHead, Self.chunk(#"{"role":"assistant","content":"Hel"}"#), isReset ? .reset : .close]
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(client.body.contains(#""content":"Hel""#))
        #expect(client.body.contains("backend_broke_off"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        try await eventually { proxy.steps.contains { if case .failed = $0 { true } else { false } } }
        await proxy.stop()
    }

    /// What came last is told although nothing follows, and the first token not after the client got it.
    @Test func tellsWhatCameBeforeSilence() async throws {
        let (backend, proxy, client) = try await start { _ in
            let words = (1...5).map { Self.chunk(#"{"content":"word\#($0) "}"#) }
            return [.streamHead] + words + [.wait] + Self.text.suffix(3)
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.body.contains("word5") }
        func progress() -> RequestProgress? {
            proxy.steps.compactMap { if case .progress(let progress) = $0 { progress } else { nil } }.last
        }
        try await eventually { progress()?.tokens == 5 }
        let pace = try #require(progress()?.pace)
        let first = proxy.events.compactMap { event -> Duration? in
            guard case .request(let event) = event, case .firstToken = event.step else { return nil }
            return event.at
        }.first
        #expect(try #require(first) <= .seconds(try #require(pace.firstVisibleSeconds)) + .microseconds(1))
        backend.go()
        try await eventually { client.isComplete }
        await proxy.stop()
    }

    @Test func endsASilentStream() async throws {
        let (backend, proxy, client) = try await start({ $0.idleTimeoutSeconds = 0.05 }) { _ in
            [.streamHead, Self.chunk(#"{"role":"assistant","content":"Hel"}"#), .wait]
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(client.body.contains("backend_timeout"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        try await eventually { backend.state.closed == 1 }
        await proxy.stop()
    }

    /// A whole answer that breaks off is an error with a status.
    @Test func failsAWholeAnswer() async throws {
        let (_, proxy, client) = try await start { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\""), .close]
        }
        try await client.post("/v1/chat/completions", Self.plainRequest)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("backend_broke_off"))
        await proxy.stop()
    }

    /// The answer of a server like mlx_lm's: HTTP/1.0, ended by closing.
    @Test func takesAStreamThatEndsWithTheConnection() async throws {
        let (_, proxy, client) = try await start { _ in
            [
                .text("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: keepalive 1/2\n\n"),
                .text(
                    #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"#
                ),
                .text("\n\ndata: [DONE]\n\n"), .close,
            ]
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(client.body.contains(": keepalive 1/2"))
        #expect(client.body.contains(#""content":"Hi""#))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        #expect(!client.body.contains("error"))
        await proxy.stop()
    }

    /// What cannot be read is an error: the client has not asked for a coding, and would find no answer in it.
    @Test func namesACodingThatCannotBeRead() async throws {
        let (_, proxy, client) = try await start { _ in
            [.answer("compressed", fields: "Content-Encoding: compress\r\n")]
        }
        try await client.post("/v1/chat/completions", Self.request)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("'compress'"))
        await proxy.stop()
    }

    /// `/new` is answered here: nothing is generated. A backend that nobody knows is asked to purge.
    @Test(arguments: [true, false])
    func answersNewSessions(streams: Bool) async throws {
        let (backend, proxy, client) = try await start({ $0.modelName = "Shown" }) { _ in [] }
        let body = #"{"model":"m","stream":\#(streams),"messages":[{"role":"user","content":" /new\n"}]}"#
        try await client.post("/v1/chat/completions", body)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body.contains("Model: Shown"))
        #expect(client.body.contains("Cache: b0: cache cleared"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n") == streams)
        #expect(backend.requests.isEmpty)
        try await eventually { proxy.steps.map(\.name) == ["received", "finished"] }
        await proxy.stop()
    }
}
