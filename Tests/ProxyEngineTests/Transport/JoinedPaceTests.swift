import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// Listeners of one answer that take it at different paces.
struct JoinedPaceTests {
    private static let event = Array(("data: " + String(repeating: "x", count: 8000) + "\n\n").utf8)
    private static let flood: ScriptedBackend.Script = { _ in
        let chunk = Array("\(String(event.count, radix: 16))\r\n".utf8) + event + Array("\r\n".utf8)
        return [.streamHead, .wait, .flood(chunk)]
    }
    /// What the sockets of both sides and the records hold.
    private static let bound = 48 << 20

    private func start() async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start(Self.flood)
        return (backend, try await RunningProxy.start(RunningProxy.configuration([backend.url])))
    }

    private func ask(_ proxy: RunningProxy, reads: Bool, fields: String = "") async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port, reads: reads)
        try await client.post("/v1/completions", "{}", fields: fields)
        return client
    }

    /// One that takes nothing does not hold up the other; what falls too far behind is cut off.
    @Test(arguments: [0, 1]) func theSlowOneIsCutOff(slow: Int) async throws {
        let (backend, proxy) = try await start()
        var clients = [try await ask(proxy, reads: slow != 0)]
        try await eventually { backend.waiters == 1 }
        clients.append(try await ask(proxy, reads: slow != 1, fields: JoinTests.again))
        try await eventually { proxy.steps.contains { $0.name == "joined" } }
        backend.go()
        let fast = clients[1 - slow]
        try await eventually { fast.bytes.count > 4 * AnswerRecord.limit + (16 << 20) }
        await fast.close()
        try await eventually { backend.state.closed == 1 }
        clients[slow].read()
        try await eventually { clients[slow].isClosed }
        #expect(clients[slow].bytes.count < fast.bytes.count)
        await proxy.stop()
    }

    /// Where nobody takes anything the backend is stopped.
    @Test func nobodyReads() async throws {
        let (backend, proxy) = try await start()
        let first = try await ask(proxy, reads: false)
        try await eventually { backend.waiters == 1 }
        let second = try await ask(proxy, reads: false, fields: JoinTests.again)
        try await eventually { proxy.steps.contains { $0.name == "joined" } }
        backend.go()
        let last = try await settled { backend.state.bytesSent }
        #expect(last < Self.bound)
        first.read()
        second.read()
        // Who turns out the slower one may be cut off.
        try await eventually { first.bytes.count > last || second.bytes.count > last }
        await first.close()
        await second.close()
        try await eventually { backend.state.closed == 1 }
        await proxy.stop()
    }

    /// Answers that are longer than the record are not joined, and cost no memory.
    @Test func longAnswersAreNotJoined() async throws {
        let (backend, proxy) = try await start()
        let first = try await ask(proxy, reads: true)
        try await eventually { backend.waiters == 1 }
        backend.go()
        try await eventually { first.bytes.count > AnswerRecord.limit + (1 << 20) }
        let second = try await ask(proxy, reads: true, fields: JoinTests.again)
        try await eventually { backend.requests.count == 2 && backend.waiters == 1 }
        #expect(!second.isClosed)
        #expect(!proxy.steps.contains { $0.name == "joined" })
        await first.close()
        await second.close()
        try await eventually { backend.state.closed == 2 }
        await proxy.stop()
    }
}
