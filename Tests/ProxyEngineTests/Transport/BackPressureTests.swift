import ProxyEngine
import Synchronization
import Testing

/// A slow side slows down the other, and not this process's memory.
struct BackPressureTests {
    /// The sockets of both sides hold some megabytes at most; everything else must stay with who sends.
    private static let bound = 24 << 20

    /// A backend that sends without end to a client that does not read: it is stopped, and goes on when the client reads.
    @Test func slowReader() async throws {
        let event = Array(("data: " + String(repeating: "x", count: 8000) + "\n\n").utf8)
        let chunk = Array("\(String(event.count, radix: 16))\r\n".utf8) + event + Array("\r\n".utf8)
        let backend = try await ScriptedBackend.start { _ in [.streamHead, .flood(chunk)] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port, reads: false)
        try await client.post("/v1/completions", "{}")
        let last = try await settled { backend.state.bytesSent }
        #expect(last < Self.bound)
        client.read()
        try await eventually { client.bytes.count > last }
        await client.close()
        try await eventually { backend.state.closed == 1 }
        await proxy.stop()
    }

    /// A backend that does not take a body holds back the client that sends it.
    @Test func slowBackend() async throws {
        let backend = try await ScriptedBackend.start(reads: false) { _ in [] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maximumBodyBytes = 1 << 30
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n")
        let sent = Mutex(0)
        let sender = Task {
            let piece = [UInt8](repeating: 0x78, count: 64 << 10)
            while !Task.isCancelled {
                try await client.send(piece)
                sent.withLock { $0 += piece.count }
            }
        }
        let last = try await settled { sent.withLock { $0 } }
        #expect(last < Self.bound)
        await client.close()
        sender.cancel()
        await proxy.stop()
    }

    /// A client that asks and asks, and takes no answer: it is not read any more, and gets every answer when it reads.
    @Test func pipelinedRequests() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(String(repeating: "x", count: 100_000))] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port, reads: false)
        let asked = Mutex(0)
        let sender = Task {
            let request = "GET /file HTTP/1.1\r\nHost: a\r\nX-Padding: \(String(repeating: "x", count: 8000))\r\n\r\n"
            while !Task.isCancelled {
                try await client.send(request)
                asked.withLock { $0 += 1 }
            }
        }
        let last = try await settled { asked.withLock { $0 } }
        let answered = backend.requests.count
        #expect(answered < last && answered * 100_000 < Self.bound)
        client.read()
        try await eventually { backend.requests.count > answered }
        sender.cancel()
        await client.close()
        await proxy.stop()
    }
}
