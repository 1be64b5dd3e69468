import DemoBackend
import Monitoring
import NIOPosix
import ProxyEngine
import Testing

@testable import llama_stream_top

struct BackendPlanTests {
    private func choose(_ options: [String: String]) async throws -> BackendPlan {
        let inputs = options.mapValues { SettingInput.text($0) }
        return try await BackendPlan.choose(ResolvedSettings(SettingSources(options: inputs)))
    }

    /// A port that no test is given; one that was free a moment ago may be another test's by now.
    private let unreachable = "http://127.0.0.1:1"

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
        let plan = try await choose(["backends": unreachable])
        #expect(plan.banner == nil)
        #expect(plan.demo == nil)
    }

    @Test func demoWhereNothingAnswers() async throws {
        let plan = try await choose(["backends": unreachable, "demo_if_unreachable": "true"])
        #expect(
            plan.banner
                == "DEMO: no backend answered at \(unreachable); a built-in model does. "
                + "Start one, or name yours: BACKEND_URL=http://HOST:PORT make run")
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
