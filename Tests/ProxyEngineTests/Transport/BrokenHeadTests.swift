import ProxyEngine
import Testing

/// Heads and chunks of a backend that cannot be believed: an error, as long as nothing of the answer has left.
struct BrokenHeadTests {
    static let heads = [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: cow\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nX: 1\r\n folded\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nBad Name: 1\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/2.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "ICE/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "garbage\r\n\r\n",
    ]
    static let chunks = [
        "zz\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\n0\n\n", "\r\n", "ffffffffffffffffff\r\na\r\n", "10000000000000000\r\na\r\n",
        "3\r\nabcX", "3;x=\u{0}\r\nabc\r\n0\r\n\r\n",
    ]

    private static func ask(_ answer: String, on path: String) async throws -> TestClient {
        let backend = try await ScriptedBackend.start { request in
            request.path == "/after" ? [.answer("/after")] : [.text(answer), .close]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post(path, #"{"messages":[{"role":"user","content":"a"}]}"#)
        try await eventually("\(answer)") { client.isComplete || client.isClosed }
        await proxy.stop()
        return client
    }

    @Test(arguments: heads, ["/v1/chat/completions", "/v1/completions", "/files"])
    func isAnErrorOfTheBackend(head: String, path: String) async throws {
        let client = try await Self.ask(head, on: path)
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains(#""code":"backend_"#))
    }

    @Test(arguments: chunks, ["/v1/chat/completions", "/v1/completions", "/files"])
    func isAnErrorWhereNothingHasLeft(chunks: String, path: String) async throws {
        let client = try await Self.ask(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
            on: path)
        #expect(client.statusLine == "HTTP/1.1 502 Bad Gateway")
        #expect(client.body.contains(#""code":"backend_"#))
    }

    /// What has left cannot be taken back: the connection is cut, so that the client notices.
    @Test func cutsWhereSomethingHasLeft() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [
                .text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .chunk("abc"), .wait,
                .text("zz\r\n"), .close,
            ]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/files")
        try await eventually { client.text.contains("abc") }
        backend.go()
        try await eventually { client.isClosed }
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(!client.isComplete)
        await proxy.stop()
    }

    /// Interim answers belong to the connection before ours.
    @Test func dropsInterimAnswers() async throws {
        let client = try await Self.ask(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", on: "/files")
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        #expect(client.body == "abc")
        #expect(!client.text.contains("103"))
    }

    /// HTTP/1.0 knows no chunks. They are read, but what comes behind them is nobody's answer.
    @Test func doesNotReuseAnOldConnectionWithChunks() async throws {
        let backend = try await ScriptedBackend.start { _ in
            [
                .text("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"), .chunk("abc"),
                .lastChunk,
            ]
        }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        for _ in 0..<2 {
            let client = try await TestClient.connect(port: proxy.port)
            try await client.get("/files")
            try await eventually { client.isComplete }
            #expect(client.body == "abc")
        }
        #expect(Set(backend.requests.map(\.connection)).count == 2)
        await proxy.stop()
    }
}
