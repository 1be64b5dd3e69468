import NIOPosix
import Testing

@testable import DemoBackend

struct DemoTrafficTests {
    /// A task goes on over the results of tools until the model has nothing more to call; here without a proxy, so
    /// only calls that the model server has parsed itself are seen.
    @Test func toolLoop() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let settings = DemoSettings(seed: 1, speed: 5000)
        let server = try await DemoServer.start(on: group, settings: settings)
        let traffic = DemoTraffic(group: group, port: server.port, apiKey: nil, settings: settings)
        let answers = await traffic.perform("The parser test fails. demo:native", as: DemoAgent.all[1], task: 0)
        #expect(answers >= 2)
        try await server.close()
    }

    /// Without anybody to answer a task ends as well.
    @Test func nobodyThere() async throws {
        let settings = DemoSettings(seed: 1, speed: 5000)
        // A port that was free a moment ago may be another test's by now.
        let traffic = DemoTraffic(
            group: MultiThreadedEventLoopGroup.singleton, port: 1, apiKey: nil, settings: settings)
        #expect(await traffic.perform("Hello", as: DemoAgent.all[0], task: 0) == 0)
    }
}
