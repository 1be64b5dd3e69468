import Monitoring
import ProxyEngine
import TestSupport
import Testing

/// Requests that are sent again while they are still being answered.
struct JoinTests {
    static let again = "X-Stainless-Retry-Count: 1\r\n"
    private static let half: [ScriptedBackend.Step] = [
        .streamHead, ChatRouteTests.chunk(#"{"role":"assistant","content":"Hel"}"#), .wait,
        ChatRouteTests.chunk(#"{"content":"lo"}"#), ChatRouteTests.chunk("{}", finish: #""stop""#),
        .chunk("data: [DONE]\n\n"), .lastChunk,
    ]

    private func start(
        _ change: (inout EngineConfiguration) -> Void = { _ in },
        script: @escaping ScriptedBackend.Script
    ) async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    private func ask(_ proxy: RunningProxy, fields: String = "") async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", ChatRouteTests.request, fields: fields)
        return client
    }

    /// A request, and the same once more when the first one has arrived.
    private func askTwice(_ proxy: RunningProxy) async throws -> [TestClient] {
        let first = try await ask(proxy)
        try await eventually { proxy.steps.contains { $0.name == "received" } }
        let clients = [first, try await ask(proxy, fields: Self.again)]
        try await eventually { joined(proxy) == 1 }
        return clients
    }

    private func joined(_ proxy: RunningProxy) -> Int { proxy.steps.count { $0.name == "joined" } }
    private func ended(_ proxy: RunningProxy, _ name: String) -> Int { proxy.steps.count { $0.name == name } }

    /// It gets what was already sent, then follows; the backend is asked once.
    @Test func getsTheRunningAnswer() async throws {
        let (backend, proxy) = try await start { _ in Self.half }
        let first = try await ask(proxy, fields: "X-Request-Id: one\r\n")
        try await eventually { first.body.contains("Hel") && backend.waiters == 1 }
        let second = try await ask(proxy, fields: Self.again + "X-Request-Id: two\r\n")
        try await eventually { second.body.contains("Hel") }
        backend.go()
        try await eventually { first.isComplete && second.isComplete }
        #expect(first.body == second.body)
        #expect(second.body.hasSuffix("data: [DONE]\n\n"))
        #expect(second.head.contains("joined=1"))
        #expect(second.head.contains("X-Request-Id: two") && !second.head.contains("X-Request-Id: one"))
        #expect(!first.head.contains("joined"))
        #expect(backend.requests.count == 1)
        try await eventually { ended(proxy, "finished") == 2 }
        let metrics = await proxy.hub.metrics()
        #expect(PrometheusText.render(metrics, version: "1").contains("llama_stream_top_requests_joined_total 1"))
        await proxy.stop()
    }

    @Test func joinsAnUnstreamedAnswer() async throws {
        let (backend, proxy) = try await start { _ in [.wait, .answer(ChatRouteTests.completion)] }
        let clients = [
            try await TestClient.connect(port: proxy.port), try await TestClient.connect(port: proxy.port),
        ]
        try await clients[0].post("/v1/chat/completions", ChatRouteTests.plainRequest)
        try await eventually { backend.waiters == 1 }
        try await clients[1].post("/v1/chat/completions", ChatRouteTests.plainRequest, fields: Self.again)
        try await eventually { joined(proxy) == 1 }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(clients[0].body == clients[1].body && clients[0].body.contains("Hello"))
        #expect(backend.requests.count == 1)
        await proxy.stop()
    }

    /// The copy of one that waits at the gate waits with it, and takes no place of its own.
    @Test func joinsInTheQueue() async throws {
        let (backend, proxy) = try await start({ $0.maxConcurrent = 1 }) { _ in Self.half }
        let other = try await TestClient.connect(port: proxy.port)
        try await other.post("/v1/chat/completions", ChatRouteTests.toolRequest)
        try await eventually { backend.waiters == 1 }
        let first = try await ask(proxy)
        try await eventually { proxy.steps.contains(.queued(position: 1)) }
        let second = try await ask(proxy, fields: Self.again)
        try await eventually { joined(proxy) == 1 && proxy.steps.count { $0 == .queued(position: 1) } == 2 }
        #expect(proxy.reports.last?.queued ?? 0 <= 1)
        backend.go()
        try await eventually { other.isComplete && backend.waiters == 1 }
        backend.go()
        try await eventually { first.isComplete && second.isComplete }
        #expect(first.body == second.body)
        #expect(backend.requests.count == 2)
        await proxy.stop()
    }

    /// Who sends the same bytes without any sign of a repetition may want another answer; so may who has other keys.
    @Test(arguments: [
        ("", "", true), ("Authorization: Bearer a\r\n", "Authorization: Bearer b\r\n" + again, true),
        ("X-Session-Id: s\r\n", "X-Session-Id: t\r\n", true), ("Idempotency-Key: k\r\n", again, true),
        ("", again, false),
    ])
    func asksOnceMore(first: String, second: String, joins: Bool) async throws {
        let (backend, proxy) = try await start({ $0.joinsDuplicates = joins }) { _ in Self.half }
        let clients = [try await ask(proxy, fields: first), try await ask(proxy, fields: second)]
        try await eventually { backend.waiters == 2 }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(backend.requests.count == 2)
        #expect(joined(proxy) == 0)
        await proxy.stop()
    }

    // MARK: Leaving

    /// The generation ends with the last listener, whoever that is.
    @Test(arguments: [[0, 1], [1, 0]])
    func endsWithTheLastListener(order: [Int]) async throws {
        let (backend, proxy) = try await start { _ in Self.half }
        let clients = try await askTwice(proxy)
        try await eventually { clients.allSatisfy { $0.body.contains("Hel") } && backend.waiters == 1 }
        await clients[order[0]].close()
        // The other one still gets what comes.
        try await eventually { proxy.reports.last?.running == 1 }
        #expect(backend.state.closed == 0)
        await clients[order[1]].close()
        try await eventually { backend.state.closed == 1 && ended(proxy, "cancelled") == 2 }
        try await eventually { proxy.reports.last?.running == 0 }
        await proxy.stop()
    }

    /// The client that asked first has gone: the one that asked again gets the whole answer.
    @Test func outlivesTheFirstClient() async throws {
        let (backend, proxy) = try await start { _ in Self.half }
        let first = try await ask(proxy)
        try await eventually { backend.waiters == 1 }
        let second = try await ask(proxy, fields: Self.again)
        try await eventually { joined(proxy) == 1 }
        await first.close()
        backend.go()
        try await eventually { second.isComplete }
        #expect(second.body.contains(#""content":"Hel""#) && second.body.contains(#""content":"lo""#))
        #expect(second.body.hasSuffix("data: [DONE]\n\n"))
        #expect(backend.requests.count == 1)
        try await eventually { ended(proxy, "finished") == 1 && ended(proxy, "cancelled") == 1 }
        await proxy.stop()
    }

    /// With a grace the generation waits for the client to come again, and needs no other sign then.
    @Test func waitsForTheClientToComeAgain() async throws {
        let (backend, proxy) = try await start({ $0.joinGraceSeconds = 600 }) { _ in Self.half }
        let first = try await ask(proxy)
        try await eventually { first.body.contains("Hel") && backend.waiters == 1 }
        await first.close()
        var second = try await ask(proxy)
        // The proxy may not have noticed yet that the first one has left.
        while true {
            try await eventually { !second.bytes.isEmpty }
            if second.head.contains("joined=1") { break }
            await second.close()
            second = try await ask(proxy)
        }
        #expect(backend.state.requests.count >= 1)
        backend.go()
        try await eventually { second.isComplete }
        #expect(second.body.contains("Hel") && second.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    @Test func waitsNoLongerThanItIsAllowed() async throws {
        let (backend, proxy) = try await start({ $0.joinGraceSeconds = 0.05 }) { _ in Self.half }
        let first = try await ask(proxy)
        try await eventually { backend.waiters == 1 }
        await first.close()
        try await eventually { backend.state.closed == 1 && ended(proxy, "cancelled") == 1 }
        await proxy.stop()
    }

    /// A proxy that is to end waits for nobody to come again.
    @Test func shutdownWaitsForNobody() async throws {
        let (backend, proxy) = try await start({ $0.joinGraceSeconds = 600 }) { _ in Self.half }
        let first = try await ask(proxy)
        try await eventually { backend.waiters == 1 }
        await first.close()
        await proxy.shutDownGracefully()
        await proxy.ended()
        try await eventually { backend.state.closed == 1 }
    }

    // MARK: Errors

    @Test func allLearnWhatWentWrong() async throws {
        let (backend, proxy) = try await start { _ in
            [.streamHead, ChatRouteTests.chunk(#"{"content":"Hel"}"#), .wait, .close]
        }
        let clients = try await askTwice(proxy)
        try await eventually { clients.allSatisfy { $0.body.contains("Hel") } && backend.waiters == 1 }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(clients.allSatisfy { $0.body.contains("backend_broke_off") })
        try await eventually { ended(proxy, "failed") == 2 }
        await proxy.stop()
    }

    @Test func anErrorBeforeTheAnswerKeepsItsStatus() async throws {
        let (backend, proxy) = try await start { _ in [.wait, .close] }
        let clients = try await askTwice(proxy)
        try await eventually { backend.waiters == 1 }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(clients.allSatisfy { $0.statusLine == "HTTP/1.1 502 Bad Gateway" })
        #expect(clients[1].head.contains("X-Llama-Stream-Top: error="))
        await proxy.stop()
    }

    /// An order to end the copy ends the copy only; one to end the first ends both.
    @Test(arguments: [false, true]) func operatorCancels(first: Bool) async throws {
        let (backend, proxy) = try await start { _ in Self.half }
        let clients = try await askTwice(proxy)
        try await eventually { clients.allSatisfy { $0.body.contains("Hel") } && backend.waiters == 1 }
        let copy = proxy.events.compactMap { event -> RequestID? in
            guard case .request(let event) = event, case .joined = event.step else { return nil }
            return event.id
        }
        let id = first ? RequestID(rawValue: 1) : try #require(copy.first)
        _ = await proxy.service.perform(.cancelRequest(id))
        try await eventually { clients[1].isComplete }
        #expect(clients[1].body.contains(#""code":"cancelled""#))
        if first {
            try await eventually { clients[0].isComplete && backend.state.closed == 1 }
        } else {
            #expect(!clients[0].isComplete)
            backend.go()
            try await eventually { clients[0].isComplete }
            #expect(!clients[0].body.contains("cancelled"))
        }
        await proxy.stop()
    }

    /// Signs of life reach all who wait.
    @Test func heartbeatsReachAll() async throws {
        let (backend, proxy) = try await start({
            $0.heartbeatSeconds = 0.02
            $0.heartbeatCommitSeconds = 0.02
        }) { _ in [.wait] + Self.half }
        let clients = try await askTwice(proxy)
        try await eventually { backend.waiters == 1 && clients.allSatisfy { $0.body.contains(": waiting") } }
        backend.go()
        try await eventually { backend.waiters == 1 && clients.allSatisfy { $0.body.contains("Hel") } }
        backend.go()
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(clients.allSatisfy { $0.body.hasSuffix("data: [DONE]\n\n") })
        await proxy.stop()
    }
}
