import Foundation
import ProxyEngine
import Testing

/// Listening on unix sockets, and backends behind them.
@Suite struct UnixSocketTests {
    /// Short enough for a socket's path.
    private let path = "/tmp/lst-\(UInt32.random(in: .min ... .max)).sock"

    private func configuration(_ backend: String, mode: SocketMode = .owner) -> EngineConfiguration {
        var configuration = RunningProxy.configuration([backend])
        configuration.host = "unix:" + path
        configuration.socketMode = mode
        return configuration
    }

    private func permissions() throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// One proxy behind the socket of another: both ends of a socket.
    @Test(arguments: [(SocketMode.owner, 0o600), (.group, 0o660), (.everybody, 0o666)])
    func servesOnASocket(mode: SocketMode, bits: Int) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("fine")] }
        let inner = try await RunningProxy.start(configuration(backend.url, mode: mode))
        #expect(try permissions() == bits)
        let outer = try await RunningProxy.start(RunningProxy.configuration(["unix:\(path):/base"]))
        let client = try await TestClient.connect(port: outer.port)
        try await client.post("/x?y=1", "{}")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body == "fine")
        #expect(backend.requests.last?.path == "/base/x?y=1")
        #expect(backend.requests.last?.field("X-Forwarded-For") == "127.0.0.1, unix")
        await outer.stop()
        await inner.stop()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// A client on the socket itself, with and without a `Host` that means anything.
    @Test func takesRequests() async throws {
        let proxy = try await RunningProxy.start(configuration(RunningProxy.unreachable))
        let client = try await TestClient.connect(socket: path)
        try await client.send("GET /_top/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await eventually { client.isComplete }
        #expect(client.body == #"{"status":"ok"}"#)
        await proxy.stop()
    }

    @Test func aBackendThatIsNotThere() async throws {
        let proxy = try await RunningProxy.start(RunningProxy.configuration(["unix:/no/such.sock"]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("No backend at unix:/no/such.sock: no such file or directory"))
        await proxy.stop()
    }

    /// What an ended process has left gives way; what somebody listens on does not, nor what is no socket.
    @Test func pathsThatAreTaken() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        let no = configuration(RunningProxy.unreachable)
        await #expect(throws: ProxyStartError.noSocket(path: path)) { try await RunningProxy.start(no) }
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
        try FileManager.default.removeItem(atPath: path)
        let first = try await RunningProxy.start(no)
        await #expect(throws: ProxyStartError.socketTaken(path: path)) { try await RunningProxy.start(no) }
        let client = try await TestClient.connect(socket: path)
        await client.close()
        // The name of a socket that is closed, as after a crash.
        let left = path + "-left"
        try FileManager.default.linkItem(atPath: path, toPath: left)
        await first.stop()
        try FileManager.default.moveItem(atPath: left, toPath: path)
        let second = try await RunningProxy.start(no)
        let next = try await TestClient.connect(socket: path)
        await next.close()
        await second.stop()
    }

    /// Nobody can come by a socket from elsewhere, so it needs no key.
    @Test func needsNoKey() {
        #expect(UnixSocketPath.isLocal("unix:/run/x.sock"))
        #expect(!UnixSocketPath.isLocal("unix:x"))
    }
}
