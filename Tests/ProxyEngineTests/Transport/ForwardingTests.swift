import ProxyEngine
import Testing

/// Routes that are only passed on.
struct ForwardingTests {
    /// Method, path, query, fields and body reach the backend; its answer reaches the client.
    @Test func passesRequestAndAnswerOn() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [.answer("made", status: "201 Created", type: "text/plain", fields: "X-Own: 7\r\n")]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send(
            "PUT /files/a%20b?x=1&y=%2F HTTP/1.1\r\nHost: proxy\r\nX-Mine: 1\r\nContent-Length: 5\r\n\r\nhello")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 201 Created")
        #expect(client.head.contains("X-Own: 7"))
        #expect(client.body == "made")
        let request = try #require(backend.requests.first)
        #expect(request.line == "PUT /files/a%20b?x=1&y=%2F HTTP/1.1")
        #expect(request.text == "hello")
        #expect(request.field("X-Mine") == "1")
        #expect(request.field("Host") == "127.0.0.1:\(backend.port)")
        await proxy.stop()
    }
}
