import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// A client that goes away, in every phase, frees the backend.
struct ClientLeavesTests {
    enum Way: CaseIterable {
        case close
        case reset
    }

    private func leave(_ client: TestClient, _ way: Way) async {
        switch way {
        case .close: await client.close()
        case .reset: await client.reset()
        }
    }

    private func cancelled(_ proxy: RunningProxy) -> Int {
        proxy.steps.count { if case .cancelled(.clientLeft, _) = $0 { true } else { false } }
    }

    @Test(arguments: Way.allCases)
    func beforeTheHead(way: Way) async throws {
        let backend = try await ScriptedBackend.start { _ in [.wait] }
        let proxy = try await RunningProxy.start(quiet(backend))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { backend.waiters == 1 }
        await leave(client, way)
        try await eventually { backend.state.closed == 1 }
        try await eventually { cancelled(proxy) == 1 }
        try await eventually { proxy.reports.last?.running == 0 }
        await proxy.stop()
    }

    @Test(arguments: Way.allCases)
    func inTheStream(way: Way) async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .wait] }
        let proxy = try await RunningProxy.start(quiet(backend))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.body == "data: 1\n\n" }
        await leave(client, way)
        try await eventually { backend.state.closed == 1 }
        try await eventually { cancelled(proxy) == 1 }
        await proxy.stop()
    }

    /// Who leaves the queue is never sent to the backend, and those behind move up.
    @Test(arguments: Way.allCases)
    func inTheQueue(way: Way) async throws {
        let backend = try await ScriptedBackend.start { request in [.wait, .answer("done")] }
        var configuration = quiet(backend)
        configuration.maxConcurrent = 1
        let proxy = try await RunningProxy.start(configuration)
        var clients: [TestClient] = []
        for name in ["first", "second", "third"] {
            let client = try await TestClient.connect(port: proxy.port)
            clients.append(client)
            try await client.post("/v1/completions", name)
            let count = clients.count
            try await eventually {
                count == 1 ? backend.waiters == 1 : proxy.steps.contains(.queued(position: count - 1))
            }
        }
        await leave(clients[1], way)
        try await eventually { cancelled(proxy) == 1 }
        try await eventually { proxy.steps.filter { $0 == .queued(position: 1) }.count == 2 }
        backend.go()
        try await eventually { backend.waiters == 1 && backend.requests.count == 2 }
        backend.go()
        try await eventually { clients[0].isComplete && clients[2].isComplete }
        #expect(backend.requests.map(\.text) == ["first", "third"])
        await proxy.stop()
    }

    /// While its body is still on its way.
    @Test func whileSendingItsBody() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        let proxy = try await RunningProxy.start(quiet(backend))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\npart")
        try await eventually { backend.state.accepted == 1 }
        await client.close()
        try await eventually { backend.state.closed == 1 }
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// An operator's order ends the request with an error, and the backend's with it.
    @Test func operatorCancels() async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .wait] }
        let proxy = try await RunningProxy.start(quiet(backend))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.body == "data: 1\n\n" }
        func ids() -> [RequestID] {
            proxy.events.compactMap { if case .request(let event) = $0 { event.id } else { nil } }
        }
        try await eventually { !ids().isEmpty }
        let id = try #require(ids().last)
        #expect(await proxy.service.perform(.cancelRequest(id)) == .done("request \(id) cancelled"))
        try await eventually { client.isComplete && backend.state.closed == 1 }
        #expect(client.body.contains(#""code":"cancelled""#))
        if case .done = await proxy.service.perform(.cancelRequest(id)) { Issue.record("cancelled twice") }
        await proxy.stop()
    }

    /// A backend of a kind that is not probed over the connections that the test counts.
    private func quiet(_ backend: ScriptedBackend) -> EngineConfiguration {
        RunningProxy.configuration([backend.url])
    }
}
