import ProxyEngine
import Testing

/// What all connections together may take, and what is said where that is too much.
struct LimitTests {
    private func start(
        _ change: (inout EngineConfiguration) -> Void, script: @escaping ScriptedBackend.Script
    ) async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    private func body(_ count: Int) -> String {
        #"{"model":"m","messages":[{"role":"user","content":""# + String(repeating: "x", count: count) + #""}]}"#
    }

    private func metric(_ name: String, _ proxy: RunningProxy) async throws -> Int? {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/_top/metrics")
        try await eventually { client.isComplete }
        await client.close()
        return client.body.split(separator: "\n").first { $0.hasPrefix("llama_stream_top_\(name) ") }
            .flatMap { Int($0.split(separator: " ").last ?? "") }
    }

    /// A body that is still coming holds its memory; what does not fit beside it is refused before it is read, and taken
    /// when the other is gone.
    @Test func bodiesTogether() async throws {
        let (_, proxy) = try await start({ $0.memoryLimit = .bytes(300_000) }) { _ in
            [.answer(ChatRouteTests.completion)]
        }
        let first = try await TestClient.connect(port: proxy.port)
        try await first.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 250000\r\n\r\n"
                + String(repeating: " ", count: 1000))
        var held: Int?
        while held ?? 0 < 250_000 { held = try await metric("held_bytes", proxy) }
        let second = try await TestClient.connect(port: proxy.port)
        try await second.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
        try await eventually { second.isComplete }
        #expect(second.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(second.head.contains("Retry-After: 5"))
        #expect(second.body.contains("memory_full") && second.body.contains("memory_limit"))
        await first.close()
        while held != 0 { held = try await metric("held_bytes", proxy) }
        let third = try await TestClient.connect(port: proxy.port)
        try await third.post("/v1/chat/completions", body(100_000))
        try await eventually { third.isComplete }
        #expect(third.statusLine == "HTTP/1.1 200 OK")
        await third.close()
        while held != 0 { held = try await metric("held_bytes", proxy) }
        await proxy.stop()
    }

    /// What can never fit is the client's fault, and is told before it is read.
    @Test func oneBodyThatIsTooLarge() async throws {
        let (_, proxy) = try await start({ $0.memoryLimit = .bytes(100_000) }) { _ in [] }
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n")
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains(" 413 "))
        #expect(client.body.contains("memory_limit"))
        await proxy.stop()
    }

    /// An answer that is collected counts, and ends where there is no room for it: the backend is not read to its end.
    @Test func collectedAnswers() async throws {
        let text = String(repeating: "x", count: 4 << 20)
        let (backend, proxy) = try await start({ $0.memoryLimit = .bytes(1 << 20) }) { _ in
            [.answer(#"{"choices":[{"message":{"content":""# + text + #""}}]}"#)]
        }
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", ChatRouteTests.plainRequest)
        try await eventually { client.isComplete && backend.state.closed == 1 }
        #expect(client.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(client.body.contains("memory_full"))
        await client.close()
        var held: Int?
        while held != 0 { held = try await metric("held_bytes", proxy) }
        await proxy.stop()
    }

    /// One connection more than may be gets a word about it, and one that goes makes room.
    @Test func connections() async throws {
        let (_, proxy) = try await start({ $0.maxConnections = 2 }) { _ in [] }
        let first = try await TestClient.connect(port: proxy.port)
        let second = try await TestClient.connect(port: proxy.port)
        for client in [first, second] {
            try await client.get("/_top/health")
            try await eventually { client.isComplete }
        }
        let third = try await TestClient.connect(port: proxy.port)
        try await eventually { third.isComplete && third.isClosed }
        #expect(third.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(third.body.contains("too_many_connections") && third.body.contains("max_connections"))
        await third.close()
        await second.close()
        var served = false
        while !served {
            let next = try await TestClient.connect(port: proxy.port)
            try? await next.get("/_top/health")
            try await eventually { next.isComplete || next.isClosed }
            served = next.statusLine == "HTTP/1.1 200 OK"
            await next.close()
        }
        first.clear()
        try await first.get("/_top/health")
        try await eventually { first.isComplete }
        await proxy.stop()
    }

    /// The proxy's own orders are short.
    @Test func ownRoutesTakeNoLargeBodies() async throws {
        let (_, proxy) = try await start({ _ in }) { _ in [] }
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send(
            "POST /_top/control HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2000000\r\n\r\n")
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains(" 413 "))
        await proxy.stop()
    }
}
