import Monitoring
import ProxyEngine
import Testing

/// An operator holds one session: its requests wait, those of others go on.
struct SessionHoldTests {
    private func started(
        _ change: (inout EngineConfiguration) -> Void = { _ in },
        _ script: @escaping ScriptedBackend.Script = { _ in [.streamHead] + ChatRouteTests.text }
    ) async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    /// A request of the session that the client calls `name`, on a connection of its own.
    private func ask(_ name: String, _ proxy: RunningProxy) async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", ChatRouteTests.request, fields: "X-Session-Id: \(name)\r\n")
        return client
    }

    /// What the monitor calls the session after its first request has been answered.
    private func begun(_ name: String, _ proxy: RunningProxy) async throws -> String {
        let client = try await ask(name, proxy)
        try await eventually { client.isComplete }
        let session = await proxy.hub.snapshot().sessions.first { $0.name == name }
        return try #require(session).id
    }

    private func isHeld(_ proxy: RunningProxy) -> Bool {
        proxy.steps.contains(.queued(QueuePlace(position: 1, hold: .session)))
    }

    private func newest(_ proxy: RunningProxy) async throws -> RequestSummary {
        try #require(await proxy.hub.snapshot().requests.first)
    }

    @Test func othersGoOn() async throws {
        let (backend, proxy) = try await started()
        let session = try await begun("mine", proxy)
        #expect(await proxy.service.perform(.holdSession(session)) == .done("hold of s1: its new requests wait"))
        let held = try await ask("mine", proxy)
        try await eventually { isHeld(proxy) }
        #expect(try await begun("other", proxy) == "s2")
        #expect(!held.isComplete && backend.requests.count == 2)
        let snapshot = await proxy.hub.snapshot()
        #expect(snapshot.heldSessions.map(\.id) == ["s1"] && snapshot.totals.queued == 1)
        #expect(snapshot.requests.first { $0.queueHold == .session }?.phase == .queued)
        #expect(await proxy.service.perform(.resumeSession(session)) == .done("hold of s1 is over: its requests go on"))
        try await eventually { held.isComplete }
        #expect(held.body.hasSuffix("data: [DONE]\n\n"))
        #expect(await proxy.hub.snapshot().heldSessions.isEmpty)
        await proxy.stop()
    }

    /// One that stands in the queue already leaves it, and takes nobody's place.
    @Test func whoWaitsIsHeldToo() async throws {
        let (backend, proxy) = try await started({ $0.maxConcurrent = 1 }) { request in
            (request.field("X-Session-Id") == "long" ? [.wait] : []) + [.streamHead] + ChatRouteTests.text
        }
        let session = try await begun("mine", proxy)
        let running = try await ask("long", proxy)
        try await eventually { backend.waiters == 1 }
        let held = try await ask("mine", proxy)
        try await eventually {
            proxy.steps.contains { if case .queued(let place) = $0 { place.hold == nil } else { false } }
        }
        _ = await proxy.service.perform(.holdSession(session))
        try await eventually { isHeld(proxy) }
        backend.go()
        try await eventually { running.isComplete }
        _ = try await begun("other", proxy)
        #expect(!held.isComplete)
        _ = await proxy.service.perform(.resumeSession(session))
        try await eventually { held.isComplete }
        await proxy.stop()
    }

    /// A session is held with its sub-agents.
    @Test func subAgentsAreHeldWithTheirSession() async throws {
        let (backend, proxy) = try await started()
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(
            "/v1/chat/completions", ChatRouteTests.request,
            fields: "X-Session-Id: mine\r\nx-claude-code-request-class: subagent\r\nx-claude-code-agent-id: a\r\n")
        try await eventually { isHeld(proxy) }
        #expect(try await newest(proxy).session == "s1.1")
        #expect(backend.requests.count == 1)
        _ = await proxy.service.perform(.resumeSession(session))
        try await eventually { client.isComplete }
        await proxy.stop()
    }

    @Test func aHeldClientIsKeptAlive() async throws {
        let (_, proxy) = try await started {
            $0.heartbeatSeconds = 0.02
            $0.heartbeatCommitSeconds = 0.02
        }
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        let held = try await ask("mine", proxy)
        try await eventually { held.body.contains(": held by the operator\n\n: held by the operator\n\n") }
        _ = await proxy.service.perform(.resumeSession(session))
        try await eventually { held.isComplete }
        #expect(held.body.hasSuffix("data: [DONE]\n\n"))
        await proxy.stop()
    }

    /// Who waits too long is told who it was; the backend has no part in it.
    @Test func theErrorNamesTheOperator() async throws {
        let (backend, proxy) = try await started { $0.queueTimeoutSeconds = 0.2 }
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        let held = try await ask("mine", proxy)
        try await eventually { held.isComplete }
        #expect(held.statusLine.contains("503") && held.head.contains("Retry-After: 30"))
        #expect(held.body.contains("held_by_operator") && held.body.contains("the requests of this conversation"))
        let row = try await newest(proxy)
        #expect(row.failure?.side == .proxy && row.sentSeconds == nil)
        #expect(backend.requests.count == 1)
        #expect(await proxy.hub.snapshot().backends.first?.state != .down)
        await proxy.stop()
    }

    @Test func whoIsDroppedIsToldToo() async throws {
        let (_, proxy) = try await started()
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        let dropped = try await ask("mine", proxy)
        try await eventually { isHeld(proxy) }
        _ = await proxy.service.perform(.cancelRequest(try await newest(proxy).id))
        try await eventually { dropped.isComplete }
        #expect(dropped.body.contains("It was held by the operator for"))
        await proxy.stop()
    }

    @Test func whoLeavesIsNotSent() async throws {
        let (backend, proxy) = try await started()
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        let leaving = try await ask("mine", proxy)
        try await eventually { isHeld(proxy) }
        await leaving.close()
        let limit = ContinuousClock.now + .seconds(300)
        while try await newest(proxy).phase != .cancelled {
            try #require(ContinuousClock.now < limit, "the request has ended")
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await newest(proxy).sentence?.hasSuffix("while the operator held it") ?? false)
        _ = await proxy.service.perform(.resumeSession(session))
        _ = try await begun("other", proxy)
        #expect(backend.requests.count == 2)
        await proxy.stop()
    }

    /// What an operator sends himself goes on.
    @Test func sendingAgainIsNotHeld() async throws {
        let (backend, proxy) = try await started()
        let session = try await begun("mine", proxy)
        _ = await proxy.service.perform(.holdSession(session))
        _ = await proxy.service.perform(.resendRequest(try await newest(proxy).id))
        try await eventually { backend.requests.count == 2 }
        await proxy.stop()
    }

    @Test func saysWhyNot() async throws {
        let (_, proxy) = try await started()
        #expect(await proxy.service.perform(.holdSession("s9")) == .refused("there is no session s9"))
        let session = try await begun("mine", proxy)
        #expect(await proxy.service.perform(.resumeSession(session)) == .refused("s1 is not held"))
        _ = await proxy.service.perform(.holdSession(session))
        #expect(await proxy.service.perform(.holdSession(session)) == .refused("s1 is held already"))
        await proxy.stop()
    }
}
