import Monitoring
import ProxyEngine
import Testing
import ToolCallParsing

/// Prompts that are too long, from socket to socket.
struct ContextTests {
    /// A request with a task and `steps` steps of an agent, each about 400 bytes long.
    private func request(_ steps: Int, more: String = "") -> String {
        let text = String(repeating: "word ", count: 50)
        let messages = (0..<steps).map { step in
            #",{"role":"assistant","content":null,"tool_calls":[{"id":"c\#(step)","type":"function","#
                + #""function":{"name":"f","arguments":"{}"}}]},"#
                + #"{"role":"tool","tool_call_id":"c\#(step)","content":"\#(step) \#(text)"}"#
        }
        return #"{"model":"m","messages":[{"role":"system","content":"rules"},{"role":"user","content":"task"}"#
            + "\(messages.joined())]\(more)}"
    }

    private static let overflow = ScriptedBackend.Step.answer(
        #"{"error":{"code":400,"message":"request (3000 tokens) exceeds the available context size (2048 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":3000,"n_ctx":2048}}"#,
        status: "400 Bad Request")

    /// Every route but the chat's is answered by `own`, for all else there is nothing there. A name that begins with
    /// "trimmed" answers on its route for requests in which something was left out.
    private func start(
        kind: BackendKind = .openAI, _ own: [String: ScriptedBackend.Step] = [:],
        change: (inout EngineConfiguration) -> Void = { _ in },
        chat: @escaping ScriptedBackend.Script = { _ in [.answer(ChatRouteTests.completion)] }
    ) async throws -> (ScriptedBackend, RunningProxy, TestClient) {
        let backend = try await ScriptedBackend.start(answersProbes: true) { request in
            if request.path == "/v1/chat/completions" { return chat(request) }
            let trimmed = request.text.contains("left out here") ? own["trimmed \(request.path)"] : nil
            return [trimmed ?? own[request.path] ?? .answer("{}", status: "404 Not Found")]
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.backends[0].kind = kind
        configuration.assemble = .never
        change(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        return (backend, proxy, try await TestClient.connect(port: proxy.port))
    }

    private func ask(_ client: TestClient, _ body: String) async throws {
        client.clear()
        try await client.post("/v1/chat/completions", body)
        try await eventually { client.isComplete }
    }

    private func chats(_ backend: ScriptedBackend) -> [String] {
        backend.requests.filter { $0.path == "/v1/chat/completions" }.map(\.text)
    }

    private func notices(_ proxy: RunningProxy) -> [String] {
        proxy.events.compactMap { if case .notice(let notice) = $0 { notice.text } else { nil } }
    }

    /// What was told of changed prompts.
    private func adapted(_ proxy: RunningProxy) -> [PromptEdits] {
        proxy.events.compactMap { event in
            guard case .request(let event) = event, case .adapted(let edits) = event.step else { return nil }
            return edits
        }
    }

    /// Old turns are left out, and on the next turn the same ones, so that the prompt begins with the same bytes.
    @Test func leavesOutTheSameTurnsAgain() async throws {
        let (backend, proxy, client) = try await start { $0.tokenHard = .tokens(2000) }
        try await ask(client, request(20))
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.head.contains("truncated="))
        try await ask(client, request(21))
        #expect(client.head.contains("truncated="))

        let sent = chats(backend)
        let first = try #require(sent.first)
        #expect(first.contains("earlier messages were left out here"))
        #expect(first.contains("rules") && first.contains("task") && first.contains(#""19 word"#))
        #expect(!first.contains(#""0 word"#))
        #expect(sent.count == 2)
        #expect(first.hasSuffix("]}"))
        #expect(sent[1].hasPrefix(first.dropLast(2)), "the prefix has changed")
        #expect(sent[1].contains(#""20 word"#))
        try await eventually { notices(proxy).count { $0.hasPrefix("history trimmed: ") } == 1 }
        // What was sent is told, so that it can be shown and compared.
        try await eventually { adapted(proxy).count == 2 }
        let edits = adapted(proxy)
        #expect(edits.first?.leftOut.first?.lowerBound == 2)
        #expect(edits.first?.leftOut == edits.last?.leftOut)
        await proxy.stop()
    }

    @Test func passesOnWhatFitsAsItIs() async throws {
        let (backend, proxy, client) = try await start { $0.tokenHard = .tokens(20_000) }
        let body = request(20, more: #","stream":false"#)
        try await ask(client, body)
        #expect(chats(backend) == [body])
        await proxy.stop()
    }

    /// Agents shorten the conversation themselves when they read this.
    @Test(arguments: [true, false]) func refusesBeforeTheBackendIsAsked(trims: Bool) async throws {
        let (backend, proxy, client) = try await start {
            $0.tokenHard = .tokens(trims ? 20 : 500)
            $0.trimsHistory = trims
        }
        try await ask(client, request(20))
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(client.body.contains(#""code":"context_length_exceeded""#))
        #expect(client.body.contains(#""type":"invalid_request_error","param":"messages""#))
        #expect(client.body.contains("maximum context length is \(trims ? 20 : 500) tokens"))
        #expect(chats(backend).isEmpty)
        await proxy.stop()
    }

    /// The server's own count decides, whatever the estimate says.
    @Test(arguments: [(1500, false), (2500, true)]) func countsExactly(tokens: Int, isTrimmed: Bool) async throws {
        let (backend, proxy, client) = try await start(
            kind: .llamaServer,
            [
                "/v1/chat/completions/input_tokens": .answer(#"{"input_tokens":\#(tokens)}"#),
                "trimmed /v1/chat/completions/input_tokens": .answer(#"{"input_tokens":1300}"#),
            ]
        ) { $0.tokenHard = .tokens(2000) }
        try await ask(client, request(14))
        #expect(chats(backend).first?.contains("left out here") ?? false == isTrimmed)
        let counted = backend.requests.filter { $0.path.hasSuffix("/input_tokens") }
        #expect(counted.first?.text.contains("19 word") == false)
        #expect(counted.first?.text.contains("13 word") == true)
        await proxy.stop()
    }

    /// Older servers count in two steps; that is found out once.
    @Test func countsWithOlderServers() async throws {
        let tokens = (0..<1500).map(String.init).joined(separator: ",")
        let (backend, proxy, client) = try await start(
            kind: .llamaServer,
            ["/apply-template": .answer(#"{"prompt":"P"}"#), "/tokenize": .answer(#"{"tokens":[\#(tokens)]}"#)]
        ) { $0.tokenHard = .tokens(2000) }
        for _ in 0..<2 {
            try await ask(client, request(20))
            #expect(client.statusLine == "HTTP/1.1 200 OK")
            #expect(!client.head.contains("truncated="))
        }
        let paths = backend.requests.map(\.path)
        #expect(paths.count { $0.hasSuffix("/input_tokens") } == 1)
        #expect(paths.count { $0 == "/tokenize" } == 2)
        await proxy.stop()
    }

    /// The backend's refusal is answered by a shorter prompt, once; its window is known from then on.
    @Test func asksOnceMoreAfterAnOverflow() async throws {
        let (backend, proxy, client) = try await start(chat: { request in
            [request.text.contains("left out here") ? .answer(ChatRouteTests.completion) : Self.overflow]
        })
        try await ask(client, request(20))
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.head.contains("truncated="))
        #expect(chats(backend).count == 2)
        try await ask(client, request(21))
        #expect(chats(backend).count == 3, "the window was not remembered")
        await proxy.stop()
    }

    @Test func passesOnTheSecondOverflow() async throws {
        let (backend, proxy, client) = try await start(chat: { _ in [Self.overflow] })
        try await ask(client, request(20))
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(chats(backend).count == 2)
        await proxy.stop()
    }

    /// Without a retry the error comes in the shape that clients know, with the backend's words.
    @Test(arguments: ["400 Bad Request", "500 Internal Server Error"])
    func translatesTheOverflow(status: String) async throws {
        let body = #"{"object":"error","message":"This model's maximum context length is 8 tokens.","code":400}"#
        let (backend, proxy, client) = try await start {
            $0.retriesOverflow = false
        } chat: { _ in
            [.answer(body, status: status)]
        }
        try await ask(client, request(20))
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        let error = try #require(try JSONValue(parsing: client.body)["error"])
        #expect(error["code"] == .string("context_length_exceeded"))
        #expect(error["type"] == .string("invalid_request_error"))
        #expect(error["param"] == .string("messages"))
        #expect(error["message"] == .string("This model's maximum context length is 8 tokens."))
        #expect(chats(backend).count == 1)
        await proxy.stop()
    }

    /// A long conversation is spoken of once, not on each turn.
    @Test func warnsOnce() async throws {
        let (_, proxy, client) = try await start { $0.tokenWarning = .tokens(1000) }
        for steps in 10...12 {
            try await ask(client, request(steps))
            #expect(client.head.contains("notice=context"))
        }
        try await ask(client, request(1))
        #expect(!client.head.contains("notice=context"))
        try await eventually { proxy.steps.count { if case .finished = $0 { true } else { false } } == 4 }
        #expect(notices(proxy).count { $0.hasPrefix("long prompt: ") } == 1)
        await proxy.stop()
    }

    /// Prompt and answer fit the window together; the request is changed in that one number.
    @Test func limitsTheAnswer() async throws {
        let (backend, proxy, client) = try await start(
            kind: .vllm,
            [
                "/v1/models": .answer(#"{"data":[{"id":"m","owned_by":"vllm","max_model_len":4096}]}"#),
                "/health": .answer(""), "/tokenize": .answer(#"{"count":1000,"max_model_len":4096}"#),
            ])
        try await eventually { proxy.reports.last?.contextWindow == 4096 }
        try await ask(client, request(5, more: #", "max_tokens" : 8000,"stream":false"#))
        #expect(client.head.contains("max_tokens=3080"))
        #expect(chats(backend) == [request(5, more: #", "max_tokens" : 3080,"stream":false"#)])
        await proxy.stop()
    }

    /// Where nothing is to be touched, nothing is counted, dropped or repeated.
    @Test func leavesPassthroughAlone() async throws {
        let (backend, proxy, client) = try await start {
            $0.streamMode = .passthrough
            $0.tokenHard = .tokens(20)
        } chat: { _ in
            [Self.overflow]
        }
        try await ask(client, request(20))
        #expect(chats(backend) == [request(20)])
        #expect(client.body.contains(#""type":"exceed_context_size_error""#))
        await proxy.stop()
    }

    /// A client that leaves while its prompt is counted leaves nothing behind.
    @Test func clientLeavesWhileTheBackendCounts() async throws {
        let (backend, proxy, client) = try await start(
            kind: .llamaServer, ["/v1/chat/completions/input_tokens": .wait]
        ) { $0.tokenHard = .tokens(1000) }
        try await client.post("/v1/chat/completions", request(20))
        try await eventually { backend.waiters > 0 }
        await client.close()
        try await eventually { proxy.steps.contains { if case .cancelled = $0 { true } else { false } } }
        #expect(chats(backend).isEmpty)
        await proxy.stop()
    }
}
