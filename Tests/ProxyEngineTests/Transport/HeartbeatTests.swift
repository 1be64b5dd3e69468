import Monitoring
import ProxyEngine
import Testing

/// Comments that keep a client alive while it waits.
struct HeartbeatTests {
    private func start(
        _ change: (inout EngineConfiguration) -> Void = { _ in }, script: @escaping ScriptedBackend.Script
    ) async throws -> (ScriptedBackend, RunningProxy, TestClient) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        configuration.heartbeatSeconds = 0.02
        configuration.heartbeatCommitSeconds = 0.02
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        return (backend, proxy, try await TestClient.connect(port: proxy.port))
    }

    private func comments(_ client: TestClient) -> [String] {
        client.body.split(separator: "\n\n").filter { $0.hasPrefix(":") }.map(String.init)
    }

    @Test func keepsAWaitingClientAlive() async throws {
        let (backend, proxy, client) = try await start { _ in [.wait, .streamHead] + ChatRouteTests.text }
        try await client.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { comments(client).count >= 3 && backend.waiters == 1 }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.head.contains("Content-Type: text/event-stream"))
        #expect(client.head.contains("X-Accel-Buffering: no"))
        #expect(client.body.hasPrefix(": waiting 0s\n\n"))
        backend.go()
        try await eventually { client.isComplete }
        #expect(client.body.contains(#""content":"Hello""#))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    @Test func tellsThePlaceInTheQueue() async throws {
        let (backend, proxy, first) = try await start({ $0.maxConcurrent = 1 }) { _ in
            [.wait, .streamHead] + ChatRouteTests.text
        }
        try await first.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { backend.waiters == 1 }
        let second = try await TestClient.connect(port: proxy.port)
        try await second.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { comments(second).contains(": queued 1") }
        backend.go()
        try await eventually { first.isComplete && backend.waiters == 1 }
        backend.go()
        try await eventually { second.isComplete }
        #expect(second.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    /// In a silence between two events as well, and never inside one.
    @Test func fillsSilenceInTheStream() async throws {
        let half = #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":"#
        let (backend, proxy, client) = try await start({ $0.streamMode = .passthrough }) { _ in
            [
                .wait, .streamHead, .chunk("data: 1\n\n"), .wait, .chunk(half), .wait, .chunk("[]}\n\n"), .wait,
                .lastChunk,
            ]
        }
        try await client.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { !comments(client).isEmpty && backend.waiters == 1 }
        backend.go()
        try await eventually { client.body.contains("data: 1\n\n:") && backend.waiters == 1 }
        backend.go()
        try await eventually { client.body.hasSuffix(half) && backend.waiters == 1 }
        backend.go()
        try await eventually { client.body.contains(half + "[]}\n\n:") }
        backend.go()
        try await eventually { client.isComplete }
        await proxy.stop()
    }

    /// An error before the first heartbeat keeps its status; after it, it is an event of the stream.
    @Test func errorsAfterTheFirstHeartbeatAreEvents() async throws {
        let text = #"{"error":{"message":"too long","type":"invalid_request_error"}}"#
        let (backend, proxy, client) = try await start { _ in [.wait, .answer(text, status: "400 Bad Request")] }
        try await client.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { !comments(client).isEmpty && backend.waiters == 1 }
        backend.go()
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body.contains("too long"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    @Test func earlyErrorsKeepTheirStatus() async throws {
        let (_, proxy, client) = try await start({
            $0.heartbeatCommitSeconds = 60; $0.heartbeatSeconds = 60
        }) { _ in
            [.answer(#"{"error":{"message":"no"}}"#, status: "401 Unauthorized")]
        }
        try await client.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 401 Unauthorized")
        await proxy.stop()
    }

    /// An error of ours in an opened stream: an event, and the end.
    @Test func ownErrorsInAnOpenedStream() async throws {
        let (backend, proxy, client) = try await start { _ in [.wait, .close] }
        try await client.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { !comments(client).isEmpty && backend.waiters == 1 }
        backend.go()
        try await eventually { client.isComplete }
        #expect(client.body.contains("backend_broke_off"))
        #expect(client.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    /// Who did not ask for a stream gets none, and a setting of 0 means none.
    @Test func sendsNoneWhereNoneAreWanted() async throws {
        let (backend, proxy, client) = try await start { _ in [.wait, .answer(ChatRouteTests.completion)] }
        try await client.post("/v1/chat/completions", ChatRouteTests.plainRequest)
        let watcher = try await TestClient.connect(port: proxy.port)
        try await watcher.post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { comments(watcher).count >= 3 && backend.waiters == 2 }
        #expect(client.bytes.isEmpty)
        backend.go()
        try await eventually { client.isComplete && watcher.isComplete }
        #expect(client.body.hasPrefix("{"))
        await proxy.stop()
    }
}
