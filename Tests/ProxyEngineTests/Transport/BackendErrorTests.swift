import Monitoring
import NIOSSL
import ProxyEngine
import Testing

/// What a client is told when the backend does not do its part.
struct BackendErrorTests {
    /// Asks a proxy in front of `url` and returns the whole answer.
    private func answer(
        _ urls: [String], path: String = "/v1/completions", body: String = "{}",
        change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (status: String, body: String, head: String) {
        var configuration = RunningProxy.configuration(urls)
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, body)
        try await eventually { client.isComplete }
        let result = (client.statusLine, client.body, client.head)
        try await eventually {
            proxy.steps.contains { if case .failed = $0 { true } else { false } }
        }
        await proxy.stop()
        return result
    }

    @Test func nobodyListens() async throws {
        let (status, body, head) = try await answer([RunningProxy.unreachable])
        #expect(status == "HTTP/1.1 502 Bad Gateway")
        #expect(body.contains(#""code":"backend_unreachable""#))
        #expect(body.contains("127.0.0.1:1: connection refused"))
        #expect(head.contains("Content-Type: application/json"))
        #expect(head.contains("X-Request-Id: req_"))
    }

    @Test func nameCannotBeResolved() async throws {
        let (status, body, _) = try await answer(["http://no-such-host.invalid:1"])
        #expect(status.hasPrefix("HTTP/1.1 502"))
        #expect(body.contains("cannot be resolved"))
    }

    @Test func speaksSomethingElse() async throws {
        let backend = try await ScriptedBackend.start { _ in [.text("SSH-2.0-OpenSSH_9.2\r\n")] }
        let (status, body, _) = try await answer([backend.url])
        #expect(status.hasPrefix("HTTP/1.1 502"))
        #expect(body.contains("backend_bad_response"))
    }

    @Test func closesWithoutAWord() async throws {
        let backend = try await ScriptedBackend.start { _ in [.close] }
        let (status, body, _) = try await answer([backend.url])
        #expect(status.hasPrefix("HTTP/1.1 502"))
        #expect(body.contains("backend_broke_off"))
    }

    @Test func resetsTheConnection() async throws {
        let backend = try await ScriptedBackend.start { _ in [.reset] }
        let (status, body, _) = try await answer([backend.url])
        #expect(status.hasPrefix("HTTP/1.1 502"))
        #expect(body.contains("backend_broke_off"))
    }

    @Test func saysNothing() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait] }
        let (status, body, _) = try await answer([backend.url]) { $0.firstByteTimeoutSeconds = 0.05 }
        #expect(status == "HTTP/1.1 504 Gateway Timeout")
        #expect(body.contains("backend_timeout"))
        // On a busy machine the time may be over before there is a connection.
        try await eventually { backend.state.closed == backend.state.accepted }
    }

    /// On Anthropic's route errors have Anthropic's shape.
    @Test func speaksAnthropicWhereTheClientDoes() async throws {
        let backend = try await ScriptedBackend.start { _ in [.close] }
        let (_, body, _) = try await answer(
            [backend.url], path: "/v1/messages", body: #"{"messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(body.hasPrefix(#"{"type":"error","error":{"type":"api_error","message":"The backend at"#))
        #expect(body.contains(#"},"request_id":""#))
    }

    /// An answer that breaks off after its head cannot be repaired: the client sees that it is cut.
    @Test func breaksOffInAnAnswerThatIsNotOurs() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"), .close]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isClosed }
        #expect(client.body == "part")
        #expect(!client.isComplete)
        await proxy.stop()
    }

    /// A stream of a route that is not translated ends with an error event, if the last event was whole.
    @Test func breaksOffInAnEventStream() async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .close] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", #"{"stream":true}"#)
        try await eventually { client.isComplete }
        #expect(client.body.hasPrefix("data: 1\n\ndata: {\"error\":{"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    /// The backend's own errors pass as they are.
    @Test func ownErrorsPassUnchanged() async throws {
        let text = #"{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}"#
        let backend = try await ScriptedBackend.start { _ in [.answer(text, status: "401 Unauthorized")] }
        let (status, body, _) = try await answer([backend.url])
        #expect(status == "HTTP/1.1 401 Unauthorized")
        #expect(body == text)
    }

    /// A connection from the pool that turns out dead costs nothing: the request goes out again on a fresh one.
    @Test(arguments: ["POST", "GET"])
    func pooledConnectionWasDead(method: String) async throws {
        let backend = try await ScriptedBackend.start { request in
            request.connection == 1 && request.path == "/second" ? [.close] : [.answer("\(request.connection)")]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        for (path, answer) in [("/first", "1"), ("/second", "2"), ("/third", "2")] {
            client.clear()
            let length = method == "GET" ? "" : "Content-Length: 0\r\n"
            try await client.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(length)\r\n")
            try await eventually { client.isComplete }
            #expect(client.body == answer)
        }
        #expect(backend.requests.map(\.path) == ["/first", "/second", "/second", "/third"])
        await proxy.stop()
    }
}
