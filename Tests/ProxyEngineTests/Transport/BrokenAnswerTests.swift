import ProxyEngine
import Testing
import ToolCallParsing

/// Good heads with bad bodies, on the translated route.
struct BrokenAnswerTests {
    private static let tools =
        #"[{"type":"function","function":{"name":"search","parameters":{"type":"object","properties":{"query":{"type":"string"}}}}}]"#

    private static func request(streams: Bool) -> String {
        #"{"model":"m","stream":\#(streams),"messages":[{"role":"user","content":"hi"}],"tools":\#(tools)}"#
    }

    private static func ask(
        _ steps: [ScriptedBackend.Step], streams: Bool, fields: String = "",
        configure: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestClient {
        let backend = try await ScriptedBackend.start { _ in steps }
        var configuration = RunningProxy.configuration([backend.url])
        configure(&configuration)
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", request(streams: streams), fields: fields)
        try await eventually { client.isComplete || client.isClosed }
        await proxy.stop()
        return client
    }

    private static func head(_ length: Int? = nil, type: String? = "application/json", fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\n" + (type.map { "Content-Type: \($0)\r\n" } ?? "")
            + (length.map { "Content-Length: \($0)\r\n" } ?? "") + fields + "\r\n"
    }

    static let bodies: [(body: [UInt8], word: String)] = [
        (Array(#"{"choices":[{"message":{"content":"he"#.utf8), "breaks off"),
        (Array(#"{"choices":["#.utf8), "breaks off"), ([], "empty"), (Array("  \n".utf8), "empty"),
        (Array("<html><body>502</body></html>".utf8), "page"), (Array("\n<!DOCTYPE html>".utf8), "page"),
        (Array((CodedSample.text + "}").utf8), "no JSON"), (Array((CodedSample.text + "junk").utf8), "no JSON"),
        (Array((CodedSample.text + CodedSample.text).utf8), "no JSON"),
        (Array(#"{"choices":[{"message":{"content":""#.utf8) + [0xFF, 0xC0] + Array(#""}}]}"#.utf8), "UTF-8"),
        (Array((String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)).utf8), "levels"),
        (Array("Internal error".utf8), "no JSON"), ([0, 1, 2, 3], "no JSON"),
    ]

    @Test(arguments: bodies.indices, [true, false]) func isAnError(index: Int, streams: Bool) async throws {
        let (body, word) = Self.bodies[index]
        for steps in [
            [.text(Self.head(body.count)), .send(body)], [.text(Self.head()), .send(body), .close],
            [.text(Self.head(body.count, type: "text/html")), .send(body)],
        ] as [[ScriptedBackend.Step]] {
            let client = try await Self.ask(steps, streams: streams)
            #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
            #expect(client.body.contains(#""code":"backend_bad_answer""#))
            #expect(client.body.contains(word))
        }
    }

    /// JSON that is no completion is an error where events are waited for; a client that reads JSON may know it.
    @Test func isAnErrorWhereAStreamIsDue() async throws {
        let odd = #"{"detail":"queued"}"#
        let streamed = try await Self.ask([.answer(odd)], streams: true)
        #expect(streamed.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(streamed.body.contains("queued"))
        let whole = try await Self.ask([.answer(odd)], streams: false)
        #expect(whole.statusLine == "HTTP/1.1 200 OK")
        #expect(whole.body == odd)
    }

    /// Where a comment has opened the stream, it is an event.
    @Test func isAnEventInAnOpenedStream() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [.wait, .answer(#"{"choices":[{"message":{"content":"he"#)]
        }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.heartbeatSeconds = 10
        configuration.heartbeatCommitSeconds = 0.01
        let proxy = try await RunningProxy.start(configuration)
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", Self.request(streams: true))
        try await eventually { client.text.contains("\r\n\r\n") && backend.waiters > 0 }
        backend.go()
        try await eventually { client.isComplete || client.isClosed }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        let found = try StrictStreamReader(Array(client.body.utf8))
        #expect(found.error?["code"]?.stringValue == "backend_bad_answer")
        await proxy.stop()
    }

    /// More than is read: the limit is told, and the rest is not waited for.
    @Test(arguments: [true, false]) func isAnErrorBeyondTheLimit(streams: Bool) async throws {
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        let client = try await Self.ask([.text(Self.head(100 << 20)), .flood(piece)], streams: streams)
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("64 MiB"))
    }

    // MARK: What an answer is

    private static let stream =
        BackendSample.role + BackendSample.text("Ok.\n<to")
        + BackendSample.text("ol_call>\n{\"name\": \"search\", \"argu")
        + BackendSample.text("ments\": {\"query\": \"tea\"}}\n</tool_call>") + BackendSample.chunk("{}", finish: "stop")
        + BackendSample.done

    private static func check(_ client: TestClient, streams: Bool) throws {
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        guard streams else {
            let message = try JSONValue(parsing: Array(client.body.utf8))["choices"]?.arrayValue?.first?["message"]
            #expect(message?["content"]?.stringValue == "Ok.\n" || message?["content"]?.stringValue == "Ok.")
            let call = message?["tool_calls"]?.arrayValue?.first?["function"]
            #expect(call?["name"]?.stringValue == "search")
            #expect(call?["arguments"]?.stringValue == #"{"query": "tea"}"#)
            return
        }
        let message = try StrictStreamReader(Array(client.body.utf8)).message
        #expect(message.content.hasPrefix("Ok."))
        #expect(message.calls.map(\.name) == ["search"])
        #expect(message.calls.first?.arguments == #"{"query": "tea"}"#)
    }

    @Test(arguments: [nil, "text/plain", "text/html", "application/json", "application/octet-stream"], [true, false])
    func readsAStreamUnderAnotherType(type: String?, streams: Bool) async throws {
        let client = try await Self.ask(
            [.text(Self.head(type: type)), .text(Self.stream), .close], streams: streams)
        try Self.check(client, streams: streams)
        if streams { #expect(client.head.lowercased().contains("content-type: text/event-stream")) }
    }

    @Test(arguments: [nil, "text/event-stream", "text/plain"], [true, false])
    func readsABodyUnderAnotherType(type: String?, streams: Bool) async throws {
        let client = try await Self.ask(
            [.text(Self.head(CodedSample.text.utf8.count, type: type)), .text(CodedSample.text)], streams: streams)
        try Self.check(client, streams: streams)
    }

    /// A server that fails in the middle of a stream, or before it, and forgets how events are written.
    @Test(
        arguments: [
            #"{"error":{"code":500,"message":"out of memory","type":"server_error"}}"# + "\n",
            #"{"error":{"code":500,"message":"out of memory","type":"server_error"}}"#,
            #"{"error":{"code":500,"message":"out of memory","type":"server_error"}}"# + "\n\ndata: [DONE]\n\n",
            "{\n  \"error\": {\n    \"message\": \"out of memory\"\n  }\n}\n",
            "data: {\"error\":\"out of memory\"}\n\n",
            "error: {\"message\": \"out of memory\"}\n\n", "event: error\ndata: {\"message\":\"out of memory\"}\n\n",
        ], [true, false])
    func findsAnErrorInAStream(error: String, hasBegun: Bool) async throws {
        let begun = hasBegun ? BackendSample.role + BackendSample.text("Hei") : ""
        let client = try await Self.ask(
            [.text(Self.head(type: "text/event-stream")), .text(begun + error), .close], streams: true)
        #expect(client.text.contains("out of memory"))
        guard hasBegun else { return }
        let found = try StrictStreamReader(Array(client.body.utf8))
        #expect(found.message.content == "Hei")
        #expect(found.error?["message"]?.stringValue == "out of memory")
    }

    // MARK: Codings

    @Test(arguments: CodedSample.all.indices, [true, false]) func decodesWhatIsRead(index: Int, streams: Bool)
        async throws
    {
        let (coding, bytes) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        let client = try await Self.ask(
            [
                .text(Self.head(bytes.count, fields: "Content-Encoding: \(coding.rawValue)\r\n")), .send(bytes),
            ], streams: streams)
        try Self.check(client, streams: streams)
        #expect(!client.head.lowercased().contains("content-encoding"))
    }

    @Test(arguments: [true, false]) func decodesWhatNobodyTold(streams: Bool) async throws {
        let client = try await Self.ask(
            [.text(Self.head(CodedSample.gzip.count)), .send(CodedSample.gzip)], streams: streams)
        try Self.check(client, streams: streams)
    }

    @Test(arguments: ["compress", "gzip, br", "aes128gcm"]) func namesACodingThatIsUnknown(coding: String) async throws
    {
        let client = try await Self.ask(
            [.answer("xxxx", fields: "Content-Encoding: \(coding)\r\n")], streams: true)
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("'\(coding)'"))
    }

    @Test(arguments: [CodedSample.gzip.count - 1, 20, 3]) func noticesACodingThatBreaksOff(count: Int) async throws {
        let bytes = Array(CodedSample.gzip[..<count])
        let client = try await Self.ask(
            [.text(Self.head(count, fields: "Content-Encoding: gzip\r\n")), .send(bytes)], streams: false)
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains("backend_bad_answer"))
    }

    /// What is only passed on keeps its coding; it is asked for as the client asked.
    @Test func leavesCodingsOfOtherRoutesAlone() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [
                .text(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(CodedSample.gzip.count)\r\n\r\n"),
                .send(CodedSample.gzip),
            ]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/v1/models/x", fields: "Accept-Encoding: gzip, zstd\r\n")
        try await eventually { client.bytes.count >= CodedSample.gzip.count && client.head.contains("gzip") }
        #expect(client.bytes.suffix(CodedSample.gzip.count) == CodedSample.gzip[...])
        #expect(backend.requests.first?.field("Accept-Encoding") == "gzip, zstd")
        await proxy.stop()
    }
}
