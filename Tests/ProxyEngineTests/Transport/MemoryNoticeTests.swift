import Monitoring
import ProxyEngine
import Testing

/// Word of scarce memory, from socket to socket.
struct MemoryNoticeTests {
    /// A measurement with so many percent in use.
    static func reading(_ percent: Int, at seconds: Double = 0) -> MemoryReading {
        MemoryReading(seconds: seconds, use: MemoryUse(total: 100 << 30, used: percent << 30, swapUsed: 0))
    }

    private static let notice = #"[llama-stream-top notice: memory is running short: 88 % used]\n\n"#

    private func start(
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (ScriptedBackend, RunningProxy, TestClient) {
        let backend = try await ScriptedBackend.start { request in
            request.text.contains(#""stream":true"#)
                ? [.streamHead] + ChatRouteTests.text : [.answer(ChatRouteTests.completion)]
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.memoryGate = false
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        return (backend, proxy, try await TestClient.connect(port: proxy.port))
    }

    private func ask(_ client: TestClient, _ messages: String, more: String = "", agent: String = "a") async throws {
        client.clear()
        try await client.post(
            "/v1/chat/completions", #"{"model":"m","messages":[\#(messages)]\#(more)}"#,
            fields: "User-Agent: \(agent)\r\n")
        try await eventually { client.isComplete }
    }

    private static let first = #"{"role":"user","content":"hi"}"#

    /// Told once in a conversation, taken out of what comes back, told again when it has become worse.
    @Test(arguments: [false, true])
    func tellsAConversationOnce(streams: Bool) async throws {
        let (backend, proxy, client) = try await start()
        let more = #","stream":\#(streams)"#
        try await ask(client, Self.first, more: more)
        #expect(!client.text.contains("notice"))
        proxy.service.observe(Self.reading(88))
        try await ask(client, Self.first, more: more)
        #expect(client.head.contains("notice=memory"))
        #expect(client.body.contains(#""content":"\#(Self.notice)"#))

        let history = Self.first + #",{"role":"assistant","content":"\#(Self.notice)Hello"},"# + Self.first
        try await ask(client, history, more: more)
        #expect(client.head.contains("notice=memory") && client.head.contains("notices_removed=1"))
        #expect(!client.body.contains("[llama-stream-top"))
        let sent = try #require(backend.requests.last).text
        #expect(sent.contains(#"{"role":"assistant","content":"Hello"}"#))
        #expect(!sent.contains("notice"))

        proxy.service.observe(Self.reading(97))
        try await ask(client, history, more: more)
        #expect(client.body.contains("memory is nearly used up: 97 % used; answers may be slow or fail]"))
        try await eventually {
            proxy.steps.contains {
                if case .finished(let outcome) = $0 { outcome.rewrites.contains("notice_text") } else { false }
            }
        }
        proxy.service.observe(Self.reading(50))
        try await ask(client, history, more: more)
        #expect(!client.head.contains("notice=memory"))
        await proxy.stop()
    }

    /// A client that asks single questions hears of it with one of them.
    @Test func tellsAClientOnce() async throws {
        let (_, proxy, client) = try await start()
        proxy.service.observe(Self.reading(88))
        var told: [Bool] = []
        for (question, agent) in [("a", "x"), ("b", "x"), ("c", "y"), ("d", "y")] {
            try await ask(client, #"{"role":"user","content":"\#(question)"}"#, agent: agent)
            told.append(client.body.contains("[llama-stream-top"))
        }
        #expect(told == [true, false, true, false])
        await proxy.stop()
    }

    /// Of many questions at the same time one gets it.
    @Test func tellsOneOfManyAtATime() async throws {
        let (_, proxy, _) = try await start { $0.maxConcurrent = 2 }
        proxy.service.observe(Self.reading(88))
        var clients: [TestClient] = []
        for number in 0..<6 {
            let client = try await TestClient.connect(port: proxy.port)
            try await client.post(
                "/v1/chat/completions", #"{"model":"m","messages":[{"role":"user","content":"\#(number)"}]}"#)
            clients.append(client)
        }
        try await eventually { clients.allSatisfy(\.isComplete) }
        #expect(clients.count { $0.body.contains("[llama-stream-top") } == 1)
        await proxy.stop()
    }

    /// What is not for a person to read gets none, but the head says it.
    @Test(
        arguments: [
            #","response_format":{"type":"json_object"}"#,
            #","response_format":{"type":"json_schema","json_schema":{}}"#,
            #","tool_choice":"required""#, #","logprobs":true"#, #","grammar":"root ::= \"a\"""#,
            #","tool_choice":{"type":"function","function":{"name":"f"}}"#,
        ])
    func sparesPrograms(more: String) async throws {
        let (_, proxy, client) = try await start()
        proxy.service.observe(Self.reading(88))
        try await ask(client, Self.first, more: more)
        #expect(client.head.contains("notice=memory"))
        #expect(!client.body.contains("[llama-stream-top"))
        try await ask(client, Self.first + #",{"role":"assistant","content":"Hel"}"#)
        #expect(!client.body.contains("[llama-stream-top"), "the answer goes on with the client's text")
        try await ask(
            client, Self.first, more: #","response_format":{"type":"text"},"tool_choice":"auto","logprobs":null"#)
        #expect(client.body.contains("[llama-stream-top"))
        await proxy.stop()
    }

    @Test(arguments: [NoticeMode.header, .off])
    func saysItAsSet(mode: NoticeMode) async throws {
        let (_, proxy, client) = try await start { $0.memoryNotices = mode }
        proxy.service.observe(Self.reading(88))
        try await ask(client, Self.first)
        #expect(client.head.contains("notice=memory") == (mode == .header))
        #expect(!client.body.contains("[llama-stream-top"))
        await proxy.stop()
    }

    @Test func touchesNothingInPassthrough() async throws {
        let (backend, proxy, client) = try await start { $0.streamMode = .passthrough }
        proxy.service.observe(Self.reading(97))
        let history = Self.first + #",{"role":"assistant","content":"\#(Self.notice)Hello"},"# + Self.first
        try await ask(client, history)
        #expect(!client.head.contains("notice"))
        #expect(try #require(backend.requests.last).text.contains(Self.notice))
        await proxy.stop()
    }

    /// A long conversation is told so in front of one of its answers.
    @Test func tellsThatAConversationIsLong() async throws {
        let (_, proxy, client) = try await start { $0.tokenWarning = .tokens(200) }
        let history =
            Self.first + #",{"role":"assistant","content":"\#(String(repeating: "word ", count: 500))"},"# + Self.first
        try await ask(client, history)
        #expect(client.head.contains("notice=context"))
        #expect(client.body.contains("[llama-stream-top notice: long prompt: about "))
        try await ask(client, history)
        #expect(client.head.contains("notice=context"))
        #expect(!client.body.contains("[llama-stream-top"))
        await proxy.stop()
    }
}
