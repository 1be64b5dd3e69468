import ProxyEngine
import Testing

/// The gate, seen from outside.
struct GateTests {
    @Test func refusesWhenTheQueueIsFull() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 1
        configuration.maxQueue = 0
        let proxy = try await RunningProxy.start(configuration)
        let first = try await TestClient.connect(port: proxy.port)
        try await first.post("/v1/completions", "{}")
        try await eventually { backend.waiters == 1 }
        let second = try await TestClient.connect(port: proxy.port)
        try await second.post("/v1/completions", "{}")
        try await eventually { second.isComplete }
        #expect(second.statusLine == "HTTP/1.1 429 Too Many Requests")
        #expect(second.head.contains("Retry-After: 5"))
        #expect(second.body.contains(#""code":"queue_full""#))
        backend.go()
        try await eventually { first.isComplete }
        await proxy.stop()
    }

    @Test func endsTooLongAWait() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 1
        configuration.queueTimeoutSeconds = 0.05
        let proxy = try await RunningProxy.start(configuration)
        let first = try await TestClient.connect(port: proxy.port)
        try await first.post("/v1/completions", "{}")
        try await eventually { backend.waiters == 1 }
        let second = try await TestClient.connect(port: proxy.port)
        try await second.post("/v1/completions", "{}")
        try await eventually { second.isComplete }
        #expect(second.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(second.head.contains("Retry-After: 10"))
        #expect(second.body.contains(#""code":"queue_timeout""#))
        await proxy.stop()
    }

    /// First come, first served; other routes do not wait at all.
    @Test func servesInOrder() async throws {
        let backend = try await ScriptedBackend.start { request in
            request.path == "/v1/models" ? [.answer("{}")] : [.wait, .answer("done")]
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 1
        let proxy = try await RunningProxy.start(configuration)
        var clients: [TestClient] = []
        for number in 0..<5 {
            let client = try await TestClient.connect(port: proxy.port)
            clients.append(client)
            try await client.post("/v1/completions", "\(number)")
            try await eventually {
                number == 0 ? backend.waiters == 1 : proxy.steps.contains(.queued(position: number))
            }
        }
        let aside = try await TestClient.connect(port: proxy.port)
        try await aside.get("/v1/models")
        try await eventually { aside.isComplete }
        for number in 0..<5 {
            try await eventually { backend.waiters == 1 }
            backend.go()
            try await eventually { clients[number].isComplete }
        }
        #expect(backend.requests.filter { $0.path == "/v1/completions" }.map(\.text) == ["0", "1", "2", "3", "4"])
        await proxy.stop()
    }

    @Test func pauseHoldsNewRequests() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        _ = await proxy.service.perform(.pause)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { proxy.steps.contains(.queued(QueuePlace(position: 1, hold: .paused))) }
        #expect(backend.requests.isEmpty)
        _ = await proxy.service.perform(.resume)
        try await eventually { client.isComplete }
        await proxy.stop()
    }
}
