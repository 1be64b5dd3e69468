import Logging
import ProxyEngine
import Testing

/// Start and end of the service.
struct ShutdownTests {
    @Test func finishesWhatRuns() async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .wait, .lastChunk] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let busy = try await TestClient.connect(port: proxy.port)
        try await busy.post("/v1/completions", "{}")
        try await eventually { busy.body == "data: 1\n\n" }
        let idle = try await TestClient.connect(port: proxy.port)
        try await idle.get("/_top/health")
        try await eventually { idle.isComplete }
        await proxy.shutDownGracefully()
        try await eventually { idle.isClosed }
        #expect(!busy.isClosed)
        backend.go()
        try await eventually { busy.isComplete && busy.isClosed }
        await proxy.ended()
    }

    /// What does not end in time gets an error event and a proper end.
    @Test func endsWhatTakesTooLong() async throws {
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .chunk("data: 1\n\n"), .wait] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.drainSeconds = 0.05
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.body == "data: 1\n\n" }
        await proxy.shutDownGracefully()
        await proxy.ended()
        try await eventually { client.isClosed }
        #expect(client.isComplete)
        #expect(client.body.contains(#""code":"shutting_down""#))
        #expect(proxy.steps.contains { if case .cancelled(.shutdown, _) = $0 { true } else { false } })
    }

    private func service(_ configuration: EngineConfiguration) throws -> ProxyService {
        try ProxyService(
            configuration: configuration, publisher: EventPublisher { _ in }, hub: MonitorHub(state: MonitorState()),
            logger: Logger(label: "test")
        ) { _, _ in }
    }

    @Test func saysThatThePortIsTaken() async throws {
        let backend = try await ScriptedBackend.start { _ in [] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.port = backend.port
        let second = try service(configuration)
        await #expect(throws: ProxyStartError.portTaken(host: "127.0.0.1", port: backend.port)) {
            try await second.run()
        }
    }

    /// Nobody else's machine may use the proxy unless it has a key or everybody is let in on purpose.
    @Test func wantsAKeyBeyondTheLoopback() throws {
        var configuration = RunningProxy.configuration(["http://127.0.0.1:1"])
        configuration.host = "0.0.0.0"
        #expect(throws: ProxyStartError.needsKey(host: "0.0.0.0")) { try service(configuration) }
        configuration.allowsInsecureListening = true
        #expect(throws: Never.self) { try service(configuration) }
        configuration.allowsInsecureListening = false
        configuration.apiKeys = ["k"]
        #expect(throws: Never.self) { try service(configuration) }
    }

    @Test func wantsABackend() {
        #expect(throws: ProxyStartError.noBackend) { try service(RunningProxy.configuration([])) }
        #expect(throws: ProxyStartError.self) { try service(RunningProxy.configuration(["ftp://x"])) }
    }
}
