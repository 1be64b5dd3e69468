import Logging
import Monitoring
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

    private func ready(_ proxy: RunningProxy) async throws -> TestClient {
        let probe = try await TestClient.connect(port: proxy.port)
        try await probe.get("/_top/ready")
        try await eventually { probe.isComplete }
        return probe
    }

    /// A balancer has time to see that it is going; until then nobody is turned away.
    @Test func servesOnWhileItSaysThatItGoes() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("{}")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.drainDelaySeconds = 3600
        let proxy = try await RunningProxy.start(configuration)
        await proxy.shutDownGracefully()
        // Before the order has reached it, it is ready, or has not heard from its backend yet.
        var probe = try await ready(proxy)
        for _ in 0..<10_000 where !probe.body.contains("draining") { probe = try await ready(proxy) }
        #expect(probe.statusLine.contains(" 503 "))
        #expect(probe.body.contains("draining"))
        let late = try await TestClient.connect(port: proxy.port)
        try await late.post("/v1/completions", "{}")
        try await eventually { late.isComplete && late.isClosed }
        #expect(late.statusLine.contains(" 200 "))
        await proxy.stop()
    }

    /// A connection that comes while the listener closes is not waited for: it is closed before it was ever active.
    @Test(arguments: 0..<8) func endsThoughClientsCome(_: Int) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("{}")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.drainSeconds = 60
        let proxy = try await RunningProxy.start(configuration)
        let coming = Flag()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<16 {
                tasks.addTask {
                    while let client = try? await TestClient.connect(port: proxy.port) {
                        coming.set()
                        await client.close()
                    }
                }
            }
            try await eventually { coming.isSet }
            await proxy.shutDownGracefully()
            let ended = Flag()
            tasks.addTask {
                await proxy.ended()
                ended.set()
            }
            try await eventually { ended.isSet }
            try await tasks.waitForAll()
        }
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
        ) { _ in }
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
