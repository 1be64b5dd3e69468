import ProxyEngine
import Testing

/// Bodies of requests that come in a coding.
struct CodedRequestTests {
    private static func post(
        _ proxy: RunningProxy, _ path: String, _ body: [UInt8], coding: String
    ) async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send(
            "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: \(coding)\r\n"
                + "Content-Length: \(body.count)\r\n\r\n")
        try await client.send(body)
        try await eventually { client.isComplete || client.isClosed }
        return client
    }

    private static func start(
        maximum: Int = 64 << 20, _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (backend: ScriptedBackend, proxy: RunningProxy) {
        let backend = try await ScriptedBackend.start { _ in [.answer(CodedSample.text)] }
        var configuration = RunningProxy.configuration([backend.url])
        configuration.maximumBodyBytes = maximum
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    /// The backend gets what was meant.
    @Test(arguments: CodedSample.all.indices, ["/v1/completions", "/v1/embeddings"])
    func areDecoded(index: Int, path: String) async throws {
        let (coding, bytes) = CodedSample.all[index]
        guard CodedSample.isAvailable(coding) else { return }
        let (backend, proxy) = try await Self.start()
        let client = try await Self.post(proxy, path, bytes, coding: coding.rawValue)
        #expect(client.statusLine == "HTTP/1.1 200 OK")
        let request = try #require(backend.requests.first)
        #expect(request.text == CodedSample.text)
        #expect(request.field("Content-Encoding") == nil)
        #expect(request.field("Content-Length") == String(CodedSample.text.utf8.count))
        await proxy.stop()
    }

    /// It is read as JSON, and found to have no messages.
    @Test func areReadOnTheTranslatedRoute() async throws {
        let (backend, proxy) = try await Self.start()
        let client = try await Self.post(proxy, "/v1/chat/completions", CodedSample.gzip, coding: "gzip")
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(client.body.contains("messages"))
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    @Test(arguments: [
        ("compress", 415, "compress"), ("gzip, br", 415, "gzip, br"), ("deflate", 400, "decoded"), ("gzip", 200, ""),
        ("identity", 200, ""),
    ])
    func areRefusedByName(coding: String, status: Int, word: String) async throws {
        let (backend, proxy) = try await Self.start()
        let client = try await Self.post(proxy, "/v1/completions", CodedSample.gzip, coding: coding)
        #expect(client.statusLine.hasPrefix("HTTP/1.1 \(status) "))
        #expect(status == 200 || client.body.contains(word))
        #expect(backend.requests.count == (status == 200 ? 1 : 0))
        await proxy.stop()
    }

    @Test func areRefusedWhereTheyBreakOff() async throws {
        let (backend, proxy) = try await Self.start()
        let client = try await Self.post(proxy, "/v1/completions", Array(CodedSample.gzip.dropLast()), coding: "gzip")
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    @Test func areRefusedBeyondTheLimit() async throws {
        let (backend, proxy) = try await Self.start(maximum: 2 << 20)
        let bomb = CodedSample.gzipBomb(mebibytes: 3)
        let client = try await Self.post(proxy, "/v1/completions", bomb, coding: "gzip")
        #expect(client.statusLine.hasPrefix("HTTP/1.1 413 "))
        let allowed = try await Self.post(
            proxy, "/v1/completions", CodedSample.gzipBomb(mebibytes: 2), coding: "gzip")
        #expect(allowed.statusLine == "HTTP/1.1 200 OK")
        #expect(backend.requests.map(\.body.count) == [2 << 20])
        await proxy.stop()
    }

    /// What a few bytes mean counts in what all may hold, before it is there.
    @Test func areEnteredAsWhatTheyMean() async throws {
        let (backend, proxy) = try await Self.start { $0.memoryLimit = .bytes(1 << 20) }
        let client = try await Self.post(
            proxy, "/v1/completions", CodedSample.gzipBomb(mebibytes: 3), coding: "gzip")
        #expect(client.statusLine.hasPrefix("HTTP/1.1 503 "))
        #expect(client.body.contains("memory_limit"))
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// Orders of an operator are short, also when they have been decoded.
    @Test func ordersAreShort() async throws {
        let (_, proxy) = try await Self.start()
        let client = try await Self.post(
            proxy, "/_top/control", CodedSample.gzipBomb(mebibytes: 2), coding: "gzip")
        #expect(client.statusLine.hasPrefix("HTTP/1.1 413 "))
        await proxy.stop()
    }
}
