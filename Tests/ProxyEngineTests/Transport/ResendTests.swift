import Monitoring
import ProxyEngine
import Testing

/// A request that an operator sends once more.
struct ResendTests {
    private static let stream =
        #"{"model":"m","stream":true,"messages":[{"role":"user","content":"say hello, please"}]}"#

    private static func script(_ request: ScriptedBackend.Request) -> [ScriptedBackend.Step] {
        guard request.text.contains(#""stream":true"#) else {
            return [.answer(#"{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}"#)]
        }
        let deltas = [#"{"role":"assistant","content":"hi"}"#, "{}"]
        return [.streamHead]
            + deltas.enumerated().map { index, delta in
                let reason = index == 1 ? #""stop""# : "null"
                return .chunk(
                    #"data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":\#(delta),"#
                        + #""finish_reason":\#(reason)}]}"# + "\n\n")
            } + [.chunk("data: [DONE]\n\n"), .lastChunk]
    }

    private func started(
        _ change: (inout EngineConfiguration) -> Void = { _ in },
        _ script: @escaping ScriptedBackend.Script = { script($0) }
    ) async throws -> (ScriptedBackend, RunningProxy, TestClient) {
        let backend = try await ScriptedBackend.start(script)
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        return (backend, proxy, try await TestClient.connect(port: proxy.port))
    }

    private func rows(_ proxy: RunningProxy) async -> [RequestSummary] { await proxy.hub.snapshot().requests }

    /// The monitor hears of an end a moment after the client.
    private func eventuallyDone(_ count: Int, _ proxy: RunningProxy) async throws {
        let limit = ContinuousClock.now + .seconds(300)
        while await rows(proxy).count(where: { $0.phase == .done }) != count {
            try #require(ContinuousClock.now < limit, "\(count) requests done")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The same bytes go the same way, as a request of the same session that names the other one.
    @Test(
        arguments: [
            stream, #"{ "messages": [{"role":"user","content":"é"}] }"#,
        ], ["", "X-Session-Id: mine\r\n"])
    func asksTheSameAgain(body: String, fields: String) async throws {
        let (backend, proxy, client) = try await started()
        try await client.post("/v1/chat/completions", body, fields: fields + "User-Agent: aider/1\r\n")
        try await eventually { client.isComplete }
        try await eventuallyDone(1, proxy)
        let first = try #require(await rows(proxy).first)
        let result = await proxy.service.perform(.resendRequest(first.id))
        try await eventuallyDone(2, proxy)
        let second = try #require(await rows(proxy).first)
        #expect(result == .done("\(first.id) sent again as \(second.id)"))
        #expect(second.resentFrom == first.id && second.agent == "resend")
        #expect(second.session == first.session && second.route == first.route)
        #expect(backend.requests.map(\.text).count == 2)
        #expect(backend.requests[0].text == backend.requests[1].text)
        #expect(backend.requests[1].field("X-Session-Id") == (fields.isEmpty ? nil : "mine"))
        await proxy.stop()
    }

    /// Its own key opens the proxy; the client's went nowhere.
    @Test func passesTheProxysOwnDoor() async throws {
        let (backend, proxy, client) = try await started { $0.apiKeys = ["secret"] }
        try await client.post("/v1/chat/completions", Self.stream, fields: "Authorization: Bearer secret\r\n")
        try await eventuallyDone(1, proxy)
        let first = try #require(await rows(proxy).first)
        _ = await proxy.service.perform(.resendRequest(first.id))
        try await eventuallyDone(2, proxy)
        #expect(backend.requests.last?.field("Authorization") == nil)
        await proxy.stop()
    }

    /// Two at once are two: neither waits for the other's answer.
    @Test func joinsNone() async throws {
        let (backend, proxy, client) = try await started({ $0.maxConcurrent = 4 }) { request in
            (request.field("User-Agent") == "resend" ? [.wait] : []) + Self.script(request)
        }
        try await client.post("/v1/chat/completions", Self.stream, fields: "X-Session-Id: mine\r\n")
        try await eventuallyDone(1, proxy)
        let first = try #require(await rows(proxy).first)
        _ = await proxy.service.perform(.resendRequest(first.id))
        _ = await proxy.service.perform(.resendRequest(first.id))
        try await eventually { backend.waiters == 2 }
        backend.go()
        try await eventuallyDone(3, proxy)
        await proxy.stop()
    }

    @Test func saysWhyNot() async throws {
        let (backend, proxy, client) = try await started({ $0.maxConcurrent = 4 }) { request in
            request.path == "/upload" ? [.answer("done")] : [.wait] + Self.script(request)
        }
        func refusal(_ id: RequestID) async -> String {
            if case .refused(let text) = await proxy.service.perform(.resendRequest(id)) { text } else { "done" }
        }
        #expect(await refusal(RequestID(rawValue: 99)) == "#0099 is not kept")
        try await client.post("/v1/chat/completions", Self.stream)
        try await eventually { backend.waiters == 1 }
        let running = try #require(await rows(proxy).first)
        #expect(await refusal(running.id).contains("is still running"))
        backend.go()
        try await eventuallyDone(1, proxy)
        let other = try await TestClient.connect(port: proxy.port)
        try await other.post("/upload", "x")
        try await eventually { other.isComplete }
        try await eventuallyDone(2, proxy)
        let upload = try #require(await rows(proxy).first)
        #expect(await refusal(upload.id).contains("was no request to a model"))
        try await other.post("/v1/completions", "no json")
        try await eventually { backend.waiters == 1 }
        backend.go()
        try await eventuallyDone(3, proxy)
        let odd = try #require(await rows(proxy).first)
        #expect(await refusal(odd.id).contains("is no JSON"))
        await proxy.stop()
    }

    /// What a shutdown finds running ends like any other request, although nobody reads it.
    @Test func endsWithTheProxy() async throws {
        let (backend, proxy, client) = try await started({ $0.drainSeconds = 0.2 }) { request in
            request.field("User-Agent") == "resend" ? [.streamHead, .wait] : Self.script(request)
        }
        try await client.post("/v1/chat/completions", Self.stream)
        try await eventuallyDone(1, proxy)
        let first = try #require(await rows(proxy).first)
        _ = await proxy.service.perform(.resendRequest(first.id))
        try await eventually { backend.waiters == 1 }
        await client.close()
        await proxy.shutDownGracefully()
        await proxy.ended()
        let last = await rows(proxy).first
        #expect(last?.resentFrom == first.id && last?.phase == .cancelled)
        #expect(await proxy.service.perform(.resendRequest(first.id)) == .refused("the proxy is not running"))
    }
}
