import ProxyEngine
import TestSupport
import Testing

/// Soup of requests on a real socket: whatever comes, nothing is taken for a request that stands in a body, and the proxy
/// goes on.
struct BoundaryFuzzTests {
    private static let pieces = [
        "GET /x HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "TRACE /x HTTP/1.1\r\n", "GET /x RTSP/1.0\r\n",
        "OPTIONS * HTTP/1.1\r\n",
        "Host: a\r\n", "Host: evil.example\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 9223372036854775808\r\n", "Content-Encoding: gzip\r\n", "Expect: 100-continue\r\n", "\r\n",
        "\r\n\r\n", "\n",
        "\r", " ", "5\r\nabcde\r\n", "0\r\n\r\n", "abcde", "X: y\r\n", "Connection: close\r\n", "HTTP/1.1", ":", "\0",
        "Origin: http://evil.example\r\n", "POST /v1/completions HTTP/1.1\r\n",
        "POST /v1/chat/completions HTTP/1.0\r\n",
        "{\"messages\":[]}",
    ]

    @Test func goesOnWhateverComes() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("x", type: "text/plain")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        try await FuzzTime.run(rounds: 300) { seed in
            var generator = SeededGenerator(seed: seed)
            let inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
            let framed = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n" + inner
            let soup = FuzzTime.soup(Self.pieces, &generator, most: 12)
            let client = try await TestClient.connect(port: proxy.port)
            // Behind a whole request with another one inside, which has to stay there.
            for piece in FuzzTime.cut(Array(framed.utf8) + soup, &generator) {
                guard (try? await client.send(piece)) != nil else { break }
            }
            await client.close()
        }
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/alive")
        try await eventually { client.isComplete }
        #expect(client.body == "x")
        #expect(!backend.requests.contains { $0.path == "/smuggled" || $0.field("Host")?.contains("127") != true })
        await proxy.stop()
    }
}
