import Monitoring
import Testing

@testable import ProxyEngine

/// A request that is sent again in another way.
struct ResendChangeTests {
    private static let question = #"{"model":"m","messages":[{"role":"user","content":"say hello"}]}"#

    private func backend(_ name: String) async throws -> ScriptedBackend {
        try await ScriptedBackend.start { _ in
            [.answer(#"{"choices":[{"index":0,"message":{"content":"\#(name)"},"finish_reason":"stop"}]}"#)]
        }
    }

    /// A proxy before two backends that has answered one request, and the request.
    private func asked() async throws -> (proxy: RunningProxy, backends: [ScriptedBackend], first: RequestSummary) {
        let backends = [try await backend("one"), try await backend("two")]
        let proxy = try await RunningProxy.start(RunningProxy.configuration(backends.map(\.url)))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", Self.question)
        try await eventually { client.isComplete }
        try await ended(1, proxy)
        return (proxy, backends, try #require(await proxy.hub.snapshot().requests.first))
    }

    private func ended(_ count: Int, _ proxy: RunningProxy) async throws {
        let limit = ContinuousClock.now + .seconds(300)
        while await proxy.hub.snapshot().requests.count(where: { !$0.phase.isRunning }) != count {
            try #require(ContinuousClock.now < limit, "\(count) requests have ended")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Whichever is named is asked, wherever the conversation was before.
    @Test(arguments: ["b0", "b1"]) func goesToTheBackendThatIsNamed(name: String) async throws {
        let (proxy, _, first) = try await asked()
        let change = ResendChange(backend: name)
        let result = await proxy.service.perform(.resendRequest(first.id, change))
        #expect(result == .done("#0001 sent again as #0002: to \(name)"))
        try await ended(2, proxy)
        let second = try #require(await proxy.hub.snapshot().requests.first)
        #expect(second.backend == name && second.resentFrom == first.id && second.session == first.session)
        await proxy.stop()
    }

    /// It does not go anywhere else, not even where that one is gone.
    @Test func goesNowhereElse() async throws {
        let gone = RunningProxy.unreachable
        let there = try await backend("there")
        let proxy = try await RunningProxy.start(RunningProxy.configuration([there.url, gone]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", Self.question)
        try await eventually { client.isComplete }
        try await ended(1, proxy)
        let first = try #require(await proxy.hub.snapshot().requests.first)
        _ = await proxy.service.perform(.resendRequest(first.id, ResendChange(backend: "b1")))
        try await ended(2, proxy)
        #expect(await proxy.hub.snapshot().requests.first?.phase == .failed)
        #expect(there.requests.count == 1)
        await proxy.stop()
    }

    @Test func asksForAnotherModel() async throws {
        let (proxy, backends, first) = try await asked()
        _ = await proxy.service.perform(.resendRequest(first.id, ResendChange(model: "n\"")))
        try await ended(2, proxy)
        let bodies = backends.flatMap(\.requests).map(\.text)
        #expect(bodies.contains { $0.contains(#""model":"n\"""#) })
        #expect(await proxy.hub.snapshot().requests.first?.model == "n\"")
        await proxy.stop()
    }

    @Test func sendsWhatWasEdited() async throws {
        let (proxy, backends, first) = try await asked()
        let edited = Self.question.replacing("hello", with: "goodbye")
        let result = await proxy.service.perform(.resendRequest(first.id, ResendChange(body: edited)))
        #expect(result == .done("#0001 sent again as #0002: edited"))
        try await ended(2, proxy)
        #expect(backends.flatMap(\.requests).contains { $0.text.contains("say goodbye") })
        await proxy.stop()
    }

    @Test func saysWhyNot() async throws {
        let (proxy, _, first) = try await asked()
        func refusal(_ change: ResendChange) async -> String {
            if case .refused(let text) = await proxy.service.perform(.resendRequest(first.id, change)) {
                text
            } else {
                ""
            }
        }
        #expect(await refusal(ResendChange(backend: "b7")) == "there is no backend b7; there are b0, b1")
        #expect(await refusal(ResendChange(body: "{")).contains("is no JSON"))
        #expect(await refusal(ResendChange(model: "n", body: "[]")).contains("no JSON object"))
        await proxy.stop()
    }

    @Test(
        arguments: [
            (#"{"model":"a","x":1}"#, #"{"model":"b","x":1}"#),
            (#"{ "x" : [1], "model" : null }"#, #"{ "x" : [1], "model" : "b" }"#),
            ("{}", #"{"model":"b"}"#), (#"{"x":{"model":"a"}}"#, #"{"model":"b","x":{"model":"a"}}"#),
            (#"{"model":"a","model":"c"}"#, #"{"model":"b","model":"b"}"#), ("[]", nil), ("{\"x\":", nil), ("", nil),
        ] as [(String, String?)])
    func putsTheModelInPlace(body: String, expected: String?) {
        let result = ModelMember.replaced(in: Array(body.utf8), by: "b").map { String(decoding: $0, as: UTF8.self) }
        #expect(result == expected)
    }

    /// What goes over HTTP means the same there.
    @Test(
        arguments: [
            .resendRequest(RequestID(rawValue: 7)),
            .resendRequest(RequestID(rawValue: 7), ResendChange(backend: "b", model: "m", body: "{\"a\":\"é\\n\"}")),
            .holdSession("s3"), .resumeSession("s3"), .pause, .setStreamMode(nil), .setMaxConcurrent(nil),
            .purgeCache(backend: "b", slot: 2),
        ] as [ControlCommand])
    func survivesTheWay(command: ControlCommand) throws {
        #expect(try ControlRequest.command(Array(ControlRequest.body(of: command).utf8)) == command)
    }

    @Test(
        arguments: [
            ("{\"a\":1}", nil), ("  {}\n", nil), ("[1]", "a request is a JSON object"), ("", "line 1 at character 1"),
            ("{\n \"é\": x}", "line 2 at character 7"), ("{\"a\":1", "unexpected end in line 1 at character 7"),
        ] as [(String, String?)])
    func saysWhereEditedTextIsWrong(text: String, words: String?) {
        let problem = EditedBody.problem(text)
        #expect((problem == nil) == (words == nil))
        if let words { #expect(problem?.contains(words) == true, "\(problem ?? "")") }
    }
}
