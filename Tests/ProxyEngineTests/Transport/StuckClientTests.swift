import Monitoring
import ProxyEngine
import Testing

/// Clients that take nothing of their answer: that is their own fault, and nobody else's loss.
struct StuckClientTests {
    /// Events of a chat without end.
    private static let flood: ScriptedBackend.Step = {
        let text = String(repeating: "x", count: 8000)
        let event = #"data: {"choices":[{"index":0,"delta":{"content":""# + text + #""}}]}"# + "\n\n"
        return .flood(Array((String(event.utf8.count, radix: 16) + "\r\n" + event + "\r\n").utf8))
    }()

    private static func configuration(_ backends: [ScriptedBackend], limit: Double) -> EngineConfiguration {
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.clientWriteTimeoutSeconds = limit
        configuration.maxConcurrent = 1
        return configuration
    }

    private static func failures(_ proxy: RunningProxy) -> [RequestFailure] {
        proxy.steps.compactMap { if case .failed(let failure, _) = $0 { failure } else { nil } }
    }

    /// The place at the gate is free again, the backend's request closed, and the failure told as the client's.
    @Test(arguments: ["/v1/completions", "/v1/chat/completions", "/other"])
    func losesItsPlace(path: String) async throws {
        let backend = try await ScriptedBackend.start { request in
            request.text.contains("flood") ? [.streamHead, Self.flood] : [.answer("{}")]
        }
        let proxy = try await RunningProxy.start(Self.configuration([backend], limit: 0.2))
        let stuck = try await TestClient.connect(port: proxy.port, reads: false)
        try await stuck.post(path, #"{"model":"m","messages":[{"role":"user","content":"flood"}],"stream":true}"#)
        try await eventually { backend.state.requests.count == 1 }
        let next = try await TestClient.connect(port: proxy.port)
        try await next.post("/v1/completions", "{}")
        try await eventually { next.isComplete }
        try await eventually { !Self.failures(proxy).isEmpty && backend.state.closed == 1 }
        #expect(Self.failures(proxy).map(\.code) == ["client_write_timeout"])
        #expect(Self.failures(proxy).map(\.side) == [.client])
        stuck.read()
        try await eventually { stuck.isClosed }
        await proxy.stop()
    }

    /// The backend's own limit does not run while it is not read, and its circuit stays closed.
    @Test func isNotTheBackendsFault() async throws {
        let backends = try await [
            ScriptedBackend.start { _ in [.streamHead, Self.flood] },
            ScriptedBackend.start { _ in [.streamHead, Self.flood] },
        ]
        var configuration = Self.configuration(backends, limit: 0.6)
        configuration.idleTimeoutSeconds = 0.1
        configuration.firstByteTimeoutSeconds = 60
        configuration.circuit.failures = 1
        let proxy = try await RunningProxy.start(configuration)
        for _ in 0..<4 {
            let client = try await TestClient.connect(port: proxy.port, reads: false)
            try await client.post("/v1/completions", "{}")
        }
        try await eventually { Self.failures(proxy).count == 4 }
        #expect(Self.failures(proxy).allSatisfy { $0.code == "client_write_timeout" })
        #expect(proxy.reports.allSatisfy { $0.circuit == nil })
        await proxy.stop()
    }

    /// An answer that is over for the backend still has to be taken.
    @Test func wholeAnswersHaveToBeTaken() async throws {
        let body = String(repeating: "x", count: 16 << 20)
        let backend = try await ScriptedBackend.start { _ in [.answer(body, type: "text/plain")] }
        let proxy = try await RunningProxy.start(Self.configuration([backend], limit: 0.2))
        let client = try await TestClient.connect(port: proxy.port, reads: false)
        try await client.get("/file")
        try await eventually { !Self.failures(proxy).isEmpty }
        #expect(Self.failures(proxy).map(\.code) == ["client_write_timeout"])
        client.read()
        try await eventually { client.isClosed }
        #expect(client.bytes.count < body.utf8.count)
        await proxy.stop()
    }

    /// Who reads what there is may do so for as long as it likes.
    @Test func silenceOfTheBackendIsNoFaultOfTheClient() async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .wait, .lastChunk] }
        let proxy = try await RunningProxy.start(Self.configuration([backend], limit: 0.02))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.body.contains("data: 1") && backend.waiters == 1 }
        // Many looks later than the limit allows.
        for _ in 0..<20 {
            let watcher = try await TestClient.connect(port: proxy.port)
            try await watcher.get("/_top/snapshot")
            try await eventually { watcher.isComplete }
        }
        backend.go()
        try await eventually { client.isComplete }
        #expect(Self.failures(proxy).isEmpty)
        await proxy.stop()
    }
}
