import Monitoring
import ProxyEngine
import Testing

/// Requests that wait for memory, from socket to socket.
struct MemoryGateTests {
    private func start(
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    private func ask(_ proxy: RunningProxy) async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        return client
    }

    private func holds(_ proxy: RunningProxy) -> [QueueHold?] {
        proxy.steps.compactMap { if case .queued(let place) = $0 { .some(place.hold) } else { nil } }
    }

    /// What runs goes on, the others follow one by one, and all at once when there is memory again.
    @Test func runsOneAtATime() async throws {
        let (backend, proxy) = try await start()
        var clients = [try await ask(proxy), try await ask(proxy)]
        try await eventually { backend.waiters == 2 }
        proxy.service.observe(MemoryNoticeTests.reading(97))
        for count in 1...3 {
            clients.append(try await ask(proxy))
            try await eventually { holds(proxy).count >= count }
        }
        #expect(holds(proxy).allSatisfy { $0 == .memory })
        backend.go()
        try await eventually { clients.count { $0.isComplete } == 2 && backend.waiters == 1 }
        #expect(backend.requests.count == 3)
        let report = await proxy.hub.snapshot().memory
        #expect(report?.holdsRequests == true)
        proxy.service.observe(MemoryNoticeTests.reading(50))
        try await eventually { backend.waiters == 3 }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        await proxy.stop()
    }

    /// What waits for memory waits no longer than anything else.
    @Test func waitsNoLongerThanTheQueueAllows() async throws {
        let (backend, proxy) = try await start { $0.queueTimeoutSeconds = 0.05 }
        proxy.service.observe(MemoryNoticeTests.reading(97))
        _ = try await ask(proxy)
        try await eventually { backend.waiters == 1 }
        let second = try await ask(proxy)
        try await eventually { second.isComplete }
        #expect(second.statusLine == "HTTP/1.1 503 Service Unavailable")
        await proxy.stop()
    }

    /// Switched off, and raised limits, let everybody through at once.
    @Test func isReleasedBySettings() async throws {
        let changes: [@Sendable (inout EngineConfiguration) -> Void] = [
            { $0.memoryGate = false }, { $0.memoryCriticalPercent = 99 },
        ]
        for change in changes {
            let (backend, proxy) = try await start()
            proxy.service.observe(MemoryNoticeTests.reading(97))
            _ = [try await ask(proxy), try await ask(proxy)]
            try await eventually { !holds(proxy).isEmpty && backend.waiters == 1 }
            var configuration = RunningProxy.configuration([backend.url])
            change(&configuration)
            proxy.service.adopt(configuration)
            try await eventually { backend.waiters == 2 }
            await proxy.stop()
        }
    }
}
