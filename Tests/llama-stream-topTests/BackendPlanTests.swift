import NIOPosix
import ProxyEngine
import Testing

@testable import llama_stream_top

struct BackendPlanTests {
    private func choose(_ options: [String: String]) async throws -> BackendPlan {
        let inputs = options.mapValues { SettingInput.text($0) }
        return try await BackendPlan.choose(ResolvedSettings(SettingSources(options: inputs)))
    }

    /// A port of this machine that nobody listens on.
    private func freePort() async throws -> Int {
        let demo = try await DemoServer.start(on: MultiThreadedEventLoopGroup.singleton, settings: DemoSettings())
        let port = demo.port
        try await demo.close()
        return port
    }

    @Test func demo() async throws {
        let plan = try await choose(["demo": "true"])
        #expect(plan.configuration.backends.map(\.kind) == [.demo])
        #expect(plan.banner?.hasPrefix("DEMO: a built-in model answers.") == true)
        #expect(!plan.hasDemoTraffic)
        #expect(plan.configuration.trafficLog == nil)
        try await plan.demo?.close()
    }

    @Test func demoWithTrafficAndLog() async throws {
        let plan = try await choose(["demo": "true", "demo_traffic": "true", "traffic_log": "/tmp/x"])
        #expect(plan.hasDemoTraffic)
        #expect(plan.configuration.trafficLog?.path == "/tmp/x")
        try await plan.demo?.close()
    }

    /// A backend that was named stays, whether it answers or not.
    @Test func namedBackend() async throws {
        let plan = try await choose(["backends": "http://127.0.0.1:\(try await freePort())"])
        #expect(plan.banner == nil)
        #expect(plan.demo == nil)
    }

    @Test func demoWhereNothingAnswers() async throws {
        let url = "http://127.0.0.1:\(try await freePort())"
        let plan = try await choose(["backends": url, "demo_if_unreachable": "true"])
        #expect(
            plan.banner
                == "DEMO: no backend answered at \(url) - showing a built-in model. "
                + "Use your own: llama-stream-top --backend http://HOST:PORT")
        #expect(plan.hasDemoTraffic)
        try await plan.demo?.close()
    }

    @Test func noDemoWhereOneAnswers() async throws {
        let demo = try await DemoServer.start(on: MultiThreadedEventLoopGroup.singleton, settings: DemoSettings())
        let plan = try await choose([
            "backends": "http://127.0.0.1:1,http://127.0.0.1:\(demo.port)/v1", "demo_if_unreachable": "true",
        ])
        #expect(plan.demo == nil)
        #expect(plan.configuration.backends.count == 2)
        try await demo.close()
    }
}
