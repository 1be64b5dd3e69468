import ProxyEngine
import Testing

/// Clients that shut their sending side after the request, as `printf ... | nc -N` does.
struct HalfCloseTests {
    private static let completion =
        #"{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#

    @Test(arguments: [
        "POST /v1/chat/completions", "POST /v1/completions", "GET /v1/x", "GET /_top/health", "POST /_top/control",
    ])
    func areAnswered(line: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer(Self.completion)] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        let body = line.hasPrefix("POST") ? #"{"messages":[{"role":"user","content":"a"}],"action":"resume"}"# : ""
        try await client.send(
            "\(line) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body)
        await client.halfClose()
        if !line.contains("/_top/") {
            try await eventually { backend.waiters > 0 }
            backend.go()
        }
        try await eventually { client.isClosed }
        #expect(client.text.contains("HTTP/1.1 200 OK"))
        #expect(line.contains("/_top/") || client.text.contains(#""hi""#))
        await proxy.stop()
    }

    /// A stream goes on to its end, also where it was running already.
    @Test(arguments: [true, false]) func getTheirStream(isRunning: Bool) async throws {
        let text = BackendSample.role + BackendSample.text("a")
        let rest = BackendSample.text("b") + BackendSample.chunk("{}", finish: "stop") + BackendSample.done
        let backend = try await ScriptedBackend.start { _ in
            isRunning
                ? [.streamHead, .chunk(text), .wait, .chunk(rest), .lastChunk]
                : [.wait, .streamHead, .chunk(text + rest), .lastChunk]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(
            "/v1/chat/completions", #"{"stream":true,"messages":[{"role":"user","content":"a"}]}"#)
        if isRunning { try await eventually { client.text.contains(#""a""#) } }
        await client.halfClose()
        try await eventually { backend.waiters > 0 }
        backend.go()
        try await eventually { client.isClosed }
        #expect(client.text.contains(#""b""#) && client.text.contains("[DONE]"))
        #expect(client.text.hasSuffix("0\r\n\r\n"))
        await proxy.stop()
    }

    /// Half a request is none; the client is told.
    @Test(arguments: [
        "GET /x HTTP/1.1\r\nHost: a\r\n", "GET /x",
        "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab",
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "",
    ])
    func endHalfARequest(bytes: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("x")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send(bytes)
        await client.halfClose()
        try await eventually { client.isClosed }
        #expect(bytes.isEmpty ? client.text.isEmpty : !client.text.contains("200 OK"))
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// HTTP/1.0 has no interim answers by which to find out whether somebody is still there.
    @Test func oldClientsHaveLeft() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer(Self.completion)] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        let body = #"{"messages":[{"role":"user","content":"a"}]}"#
        try await client.send(
            "POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body)
        try await eventually { backend.waiters > 0 }
        await client.halfClose()
        try await eventually { backend.state.closed > 0 }
        await proxy.stop()
    }
}
