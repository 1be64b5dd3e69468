import NIOHTTP1
import NIOPosix
import Testing

@testable import DemoBackend

struct DemoServerTests {
    private func withClient(_ body: (DemoClient) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await DemoServer.start(on: group, settings: DemoSettings(seed: 1, speed: 2000))
        try await body(DemoClient(group: group, port: server.port, apiKey: nil))
        try await server.close()
    }

    private func chat(_ text: String, streams: Bool = true) -> String {
        let agent = DemoAgent.all[1]
        var copy = agent
        copy.streams = streams
        return copy.request(agent.opening(task: text))
    }

    @Test(arguments: [
        ("/health", "\"ok\""), ("/props", "\"total_slots\": 4"), ("/slots", "\"is_processing\": false"),
        ("/v1/models", DemoModel.name),
    ])
    func pages(path: String, part: String) async throws {
        try await withClient { client in
            let answer = try await client.send(.GET, path, agent: "test")
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(part))
        }
    }

    @Test(arguments: [true, false])
    func nativeCall(streams: Bool) async throws {
        try await withClient { client in
            let answer = try await client.send(
                .POST, "/v1/chat/completions", agent: "test", body: chat("demo:native", streams: streams))
            #expect(answer.status == 200)
            let message = DemoMessage(body: answer.body)
            #expect(message.calls.count == 1)
            #expect(message.content.isEmpty == false)
        }
    }

    @Test func errorHasItsStatus() async throws {
        try await withClient { client in
            let answer = try await client.send(.POST, "/v1/chat/completions", agent: "test", body: chat("demo:error"))
            #expect(answer.status == 500)
        }
    }

    @Test func connectionBreaks() async throws {
        try await withClient { client in
            await #expect(throws: (any Error).self) {
                try await client.send(.POST, "/v1/chat/completions", agent: "test", body: chat("demo:broken-off"))
            }
        }
    }

    /// A second turn finds its prompt in the cache, and a purge empties it.
    @Test func cacheAndPurge() async throws {
        try await withClient { client in
            _ = try await client.send(.POST, "/v1/chat/completions", agent: "test", body: chat("demo:text"))
            let purge = try await client.send(.POST, "/slots/0?action=erase", agent: "test")
            let text = String(decoding: purge.body, as: UTF8.self)
            #expect(text.hasPrefix("{\"id_slot\": 0, \"n_erased\": "))
            #expect(!text.hasSuffix(" 0}"))
            let again = try await client.send(.POST, "/slots/0?action=erase", agent: "test")
            #expect(String(decoding: again.body, as: UTF8.self) == "{\"id_slot\": 0, \"n_erased\": 0}")
        }
    }

    @Test(arguments: [
        ("/v1/chat/completions", "nonsense", 400), ("/v1/chat/completions", "[]", 400),
        ("/slots/9?action=erase", "", 400),
        ("/slots/x?action=erase", "", 400), ("/nothing", "", 404),
    ])
    func refusals(path: String, body: String, status: Int) async throws {
        try await withClient { client in
            let answer = try await client.send(.POST, path, agent: "test", body: body)
            #expect(answer.status == status)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("\"error\""))
        }
    }
}
