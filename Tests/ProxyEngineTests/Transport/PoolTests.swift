import ProxyEngine
import Testing

/// Several backends.
struct PoolTests {
    /// A backend that is not there costs nothing while another one is.
    @Test(arguments: ["/v1/completions", "/v1/embeddings", "/v1/models"])
    func turnsToAnotherBackend(path: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([RunningProxy.unreachable, backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, "body")
        try await eventually { client.isComplete }
        #expect(client.body == "done")
        #expect(backend.requests.map(\.text) == ["body"])
        try await eventually { proxy.reports.contains { $0.name == "b0" && $0.state == .down } }
        try await eventually { proxy.reports.last { $0.name == "b1" }?.running == 0 }
        await proxy.stop()
    }

    @Test func spreadsTheWork() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.wait, .answer("done")] },
            try await ScriptedBackend.start { _ in [.wait, .answer("done")] },
        ]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        for count in 1...4 {
            let client = try await TestClient.connect(port: proxy.port)
            try await client.post("/v1/completions", "{}")
            try await eventually { backends[0].waiters + backends[1].waiters == count }
        }
        #expect(backends.map(\.waiters) == [2, 2])
        await proxy.stop()
    }
}
