import Monitoring
import ProxyEngine
import TestSupport
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

    /// A client that is held too long learns who holds it.
    @Test func aHeldClientIsToldOfTheOperator() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.queueTimeoutSeconds = 0.2
        let proxy = try await RunningProxy.start(configuration)
        _ = await proxy.service.perform(.pause)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        #expect(client.statusLine.contains("503"))
        #expect(client.body.contains("held_by_operator") && client.body.contains("operator of the proxy"))
        await proxy.stop()
    }

    /// Requests that have been in the queue.
    private func waiting(_ proxy: RunningProxy) -> Int {
        let ids = proxy.events.compactMap { event -> RequestID? in
            guard case .request(let event) = event, case .queued = event.step else { return nil }
            return event.id
        }
        return Set(ids).count
    }

    /// One agent's many do not keep another one's first waiting.
    @Test func sessionsTakeTurns() async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 1
        let proxy = try await RunningProxy.start(configuration)
        var clients: [TestClient] = []
        for (number, session) in ["a", "a", "a", "a", "b", "b", "c"].enumerated() {
            let client = try await TestClient.connect(port: proxy.port)
            clients.append(client)
            try await client.post("/v1/completions", "\(number)", fields: "X-Session-Id: \(session)\r\n")
            try await eventually { number == 0 ? backend.waiters == 1 : waiting(proxy) == number }
        }
        for number in clients.indices {
            try await eventually { backend.waiters == 1 }
            backend.go()
            // Not that nobody waits: the next one may be there before this looks.
            try await eventually { clients.count(where: \.isComplete) == number + 1 }
        }
        #expect(backend.requests.map(\.text) == ["0", "4", "1", "5", "6", "2", "3"])
        await proxy.stop()
    }

    /// What has been measured is told to those who wait, and to those who are refused.
    @Test func tellsHowLongItTakes() async throws {
        let backend = try await ScriptedBackend.start { request in
            request.text == "quick" ? [.answer("done")] : [.wait, .streamHead] + ChatRouteTests.text
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 1
        configuration.maxQueue = 1
        configuration.heartbeatSeconds = 0.02
        configuration.heartbeatCommitSeconds = 0.02
        let proxy = try await RunningProxy.start(configuration)
        let clients = [
            try await TestClient.connect(port: proxy.port), try await TestClient.connect(port: proxy.port),
            try await TestClient.connect(port: proxy.port),
        ]
        try await clients[0].post("/v1/completions", "quick")
        try await eventually { clients[0].isComplete }
        clients[0].clear()
        try await clients[0].post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { backend.waiters == 1 }
        try await clients[1].post("/v1/chat/completions", ChatRouteTests.request)
        // How long the quick one took depends on the machine.
        try await eventually { clients[1].body.contains(/: queued 1, about [1-9][0-9]* s\n\n/) }
        try await clients[2].post("/v1/chat/completions", ChatRouteTests.request)
        try await eventually { clients[2].isComplete }
        #expect(clients[2].statusLine == "HTTP/1.1 429 Too Many Requests")
        #expect(clients[2].head.contains(/Retry-After: [1-9][0-9]*\r\n/))
        backend.go()
        try await eventually { clients[0].isComplete && backend.waiters == 1 }
        backend.go()
        try await eventually { clients[1].isComplete }
        await proxy.stop()
    }

    /// As many at a time as the backend has slots; what is set counts before that.
    @Test func followsTheSlots() async throws {
        let backend = try await ScriptedBackend.start(answersProbes: true) { request in
            request.path == "/props" ? [.answer(#"{"total_slots":5,"build_info":"b1"}"#)] : [.answer(#"{"data":[]}"#)]
        }
        var configuration = EngineConfiguration(backends: [
            BackendConfiguration(name: "auto", url: backend.url, kind: .llamaServer),
            BackendConfiguration(name: "own", url: backend.url, kind: .llamaServer, maxConcurrent: 2),
        ])
        configuration.port = 0
        let proxy = try await RunningProxy.start(configuration)
        func limit(_ name: String) -> ConcurrencyLimit? {
            proxy.reports.last { $0.name == name }.flatMap { report in
                report.concurrencySource.map { ConcurrencyLimit(count: report.maxConcurrent, source: $0) }
            }
        }
        try await eventually { limit("auto") == ConcurrencyLimit(count: 5, source: .slots) }
        #expect(limit("own") == ConcurrencyLimit(count: 2, source: .set))
        _ = await proxy.service.perform(.setMaxConcurrent(7))
        try await eventually { limit("auto")?.count == 7 && limit("own")?.count == 7 }
        _ = await proxy.service.perform(.setMaxConcurrent(nil))
        try await eventually { limit("auto") == ConcurrencyLimit(count: 5, source: .slots) && limit("own")?.count == 2 }
        await proxy.stop()
    }
}
