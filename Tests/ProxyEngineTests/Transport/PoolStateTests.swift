import Monitoring
import ProxyEngine
import Testing

/// Backends that are left alone: after failures, or because an operator says so.
struct PoolStateTests {
    private func post(_ proxy: RunningProxy, _ body: String = "{}") async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", body)
        return client
    }

    private func report(_ proxy: RunningProxy, _ name: String) -> BackendReport? {
        proxy.reports.last { $0.name == name }
    }

    @Test func opensAfterFailuresAndClosesWithATrial() async throws {
        let isWell = Flag()
        let backends = [
            try await ScriptedBackend.start { _ in isWell.isSet ? [.answer("first")] : [.close] },
            try await ScriptedBackend.start { _ in [.answer("second")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.circuit = Circuit.Rules(failures: 2, coolDownSeconds: 3600)
        let proxy = try await RunningProxy.start(configuration)
        for _ in 0..<4 {
            let client = try await post(proxy)
            try await eventually { client.isComplete }
            #expect(client.body == "second")
        }
        #expect(backends[0].requests.count == 2)
        try await eventually { report(proxy, "b0")?.circuit == .open }
        #expect(report(proxy, "b0")?.circuitReason?.hasPrefix("2 failures in a row, the last: ") == true)
        await proxy.stop()

        configuration.circuit.coolDownSeconds = 0.05
        let again = try await RunningProxy.start(configuration)
        for _ in 0..<2 {
            let client = try await post(again)
            try await eventually { client.isComplete }
        }
        isWell.set()
        try await eventually { report(again, "b0")?.circuit == .open }
        var answer = ""
        while answer != "first" {
            let client = try await post(again)
            try await eventually { client.isComplete }
            answer = client.body
        }
        try await eventually { report(again, "b0")?.circuit == nil }
        #expect(again.reports.contains { $0.name == "b0" && $0.circuit == .halfOpen })
        await again.stop()
    }

    @Test func aDrainedBackendGetsNothingNewAndLosesNothing() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.wait, .answer("first")] },
            try await ScriptedBackend.start { _ in [.wait, .answer("second")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.maxConcurrent = 1
        let proxy = try await RunningProxy.start(configuration)
        let running = [try await post(proxy, #"{"prompt":"a"}"#)]
        try await eventually { backends[0].waiters == 1 }
        let other = try await post(proxy, #"{"prompt":"b"}"#)
        try await eventually { backends[1].waiters == 1 }
        let waiting = try await post(proxy, #"{"prompt":"a"}"#)
        try await eventually { report(proxy, "b0")?.queued == 1 }

        #expect(
            await proxy.service.perform(.drainBackend("b0")) == .done("b0 gets no new requests; 1 still running"))
        try await eventually { report(proxy, "b1")?.queued == 1 && report(proxy, "b0")?.queued == 0 }
        #expect(report(proxy, "b0")?.drainReason == "by an operator")
        #expect(await proxy.service.perform(.drainBackend("b0")) == .refused("b0 is drained already"))
        backends[0].go()
        try await eventually { running[0].isComplete }
        #expect(running[0].body == "first")
        backends[1].go()
        try await eventually { other.isComplete && backends[1].waiters == 1 }
        backends[1].go()
        try await eventually { waiting.isComplete }
        #expect(waiting.body == "second")

        _ = await proxy.service.perform(.drainBackend("b1"))
        let refused = try await post(proxy)
        try await eventually { refused.isComplete }
        #expect(refused.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(refused.head.contains("Retry-After: 10"))
        #expect(refused.body.contains("b0 is drained (by an operator); b1 is drained (by an operator)"))
        #expect(await proxy.service.perform(.undrainBackend("b0")) == .done("b0 gets requests again"))
        let welcome = try await post(proxy)
        try await eventually { backends[0].waiters == 1 }
        backends[0].go()
        try await eventually { welcome.isComplete }
        #expect(welcome.body == "first")
        let unknown = await proxy.service.perform(.drainBackend("x"))
        #expect(unknown == .refused("there is no backend x; there are b0, b1"))
        await proxy.stop()
    }

    /// Nobody waits for one backend while another has nothing to do.
    @Test func aFreePlaceIsTakenByWhoWaitsElsewhere() async throws {
        let backends = [
            try await ScriptedBackend.start { _ in [.wait, .answer("first")] },
            try await ScriptedBackend.start { _ in [.wait, .answer("second")] },
        ]
        var configuration = RunningProxy.configuration(backends.map(\.url))
        configuration.maxConcurrent = 1
        let proxy = try await RunningProxy.start(configuration)
        var clients: [TestClient] = []
        for count in 1...3 {
            clients.append(try await post(proxy))
            if count < 3 { try await eventually { backends[0].waiters + backends[1].waiters == count } }
        }
        try await eventually { report(proxy, "b0")?.queued == 1 }
        backends[1].go()
        try await eventually { clients[1].isComplete }
        try await eventually { backends[1].requests.count == 2 }
        #expect(backends[0].requests.count == 1)
        backends[1].go()
        try await eventually { clients[2].isComplete }
        #expect(clients[2].body == "second")
        await proxy.stop()
    }
}
