import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// Many clients that behave badly at once.
struct StormTests {
    /// Clients that leave at random moments in random ways: no place stays taken, no connection stays open, and the
    /// proxy serves on.
    @Test func randomAborts() async throws {
        let backend = try await ScriptedBackend.start { request in
            request.text == "last"
                ? [.answer("done")]
                : [.streamHead] + (0..<200).map { .chunk("data: \($0)\n\n") } + [.wait, .lastChunk]
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maxConcurrent = 4
        let proxy = try await RunningProxy.start(configuration)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask { await self.misbehave(proxy.port, seed: UInt64(number)) }
            }
        }
        let last = try await TestClient.connect(port: proxy.port)
        try await last.post("/v1/completions", "last")
        try await eventually {
            // Who has shut its side, taken all that came and left has told nobody: the next byte finds that out.
            backend.go()
            return last.isComplete
        }
        #expect(last.body == "done")
        await last.close()
        try await eventually { proxy.reports.last.map { $0.running == 0 && $0.queued == 0 } ?? false }
        let ended = proxy.steps.count { step in ["finished", "failed", "cancelled"].contains(step.name) }
        let received = proxy.steps.count { $0.name == "received" }
        #expect(ended == received)
        await proxy.stop()
        try await eventually { backend.state.closed == backend.state.accepted }
    }

    private func misbehave(_ port: Int, seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        guard let client = try? await TestClient.connect(port: port, reads: Bool.random(using: &random)) else { return }
        let body = String(repeating: "x", count: 500)
        let request =
            "POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let whole = Bool.random(using: &random)
        let cut = whole ? request.utf8.count : Int.random(in: 0...request.utf8.count, using: &random)
        try? await client.send(Array(request.utf8.prefix(cut)))
        try? await Task.sleep(for: .microseconds(Int.random(in: 0...20_000, using: &random)))
        switch Int.random(in: 0..<3, using: &random) {
        case 0: await client.close()
        case 1: await client.reset()
        default:
            // It waits for its answer, and leaves.
            await client.halfClose()
            client.read()
            try? await Task.sleep(for: .microseconds(Int.random(in: 0...20_000, using: &random)))
        }
        await client.close()
    }

    /// Bytes with random damage: whatever comes, the proxy answers or closes, and lives.
    @Test func randomBytes() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.clientTimeoutSeconds = 0.2
        let proxy = try await RunningProxy.start(configuration)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask { await self.damage(proxy.port, seed: UInt64(number)) }
            }
        }
        var isAnswered = false
        while !isAnswered {
            // On a busy machine the request itself may come too late for the limit.
            let last = try await TestClient.connect(port: proxy.port)
            try? await last.get("/_top/health")
            try await eventually { last.isComplete || last.isClosed }
            isAnswered = last.isComplete
        }
        await proxy.stop()
    }

    private func damage(_ port: Int, seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(
            """
            POST /v1/completions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n\
            5\r\nhello\r\n0\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\
            GET /_top/snapshot HTTP/1.0\r\n\r\n
            """.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
            }
        }
        guard let client = try? await TestClient.connect(port: port) else { return }
        while !bytes.isEmpty {
            let piece = Int.random(in: 1...40, using: &random)
            try? await client.send(Array(bytes.prefix(piece)))
            bytes.removeFirst(min(piece, bytes.count))
        }
        try? await eventually { client.isClosed || client.text.hasPrefix("HTTP/1.1 ") }
        await client.close()
    }
}
