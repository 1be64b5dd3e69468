import ProxyEngine
import Testing

/// A request in the body of another one stays there, whatever the method and the framing.
struct SmugglingTests {
    static let methods = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "PURGE", "LINK", "MKCOL",
        "COPY",
        "REPORT", "SEARCH", "SUBSCRIBE", "SOURCE", "M-SEARCH",
    ]
    private static let inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Ways to say how long the body is, true ones and wrong ones, with what is sent behind the head.
    static let framings: [(name: String, fields: String, body: String)] = {
        let length = inner.utf8.count
        let chunk = String(length, radix: 16) + "\r\n\(inner)\r\n0\r\n\r\n"
        return [
            ("true length", "Content-Length: \(length)\r\n", inner),
            ("chunks", "Transfer-Encoding: chunked\r\n", chunk),
            ("2^63", "Content-Length: 9223372036854775808\r\n", inner),
            ("2^64 - 1", "Content-Length: 18446744073709551615\r\n", inner),
            ("2^64", "Content-Length: 18446744073709551616\r\n", inner),
            ("2^63 - 1", "Content-Length: 9223372036854775807\r\n", inner),
            ("zeros before it", "Content-Length: 000000000000000000000\(length)\r\n", inner),
            ("both", "Content-Length: \(length)\r\nTransfer-Encoding: chunked\r\n", chunk),
            ("another coding", "Transfer-Encoding: identity\r\n", inner),
            ("in the connection's names", "Connection: Content-Length\r\nContent-Length: \(length)\r\n", inner),
            ("chunks named", "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", chunk),
            ("expected", "Expect: 100-continue\r\nContent-Length: \(length)\r\n", inner),
        ]
    }()

    @Test(arguments: methods) func aBodyIsNeverReadAsARequest(method: String) async throws {
        let backend = try await ScriptedBackend.start { request in [.answer(request.path, type: "text/plain")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        for (name, fields, body) in Self.framings {
            let client = try await TestClient.connect(port: proxy.port)
            try await client.send("\(method) /outer HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)")
            try await eventually("\(method), \(name)") { client.text.contains("\r\n\r\n") || client.isClosed }
            await client.close()
            // Whoever comes next gets the answer to its own request.
            let victim = try await TestClient.connect(port: proxy.port)
            try await victim.get("/victim")
            try await eventually("\(method), \(name)") { victim.isComplete }
            #expect(victim.body == "/victim", "\(method), \(name)")
            await victim.close()
        }
        #expect(!backend.requests.contains { $0.path == "/smuggled" })
        await proxy.stop()
    }

    @Test func traceIsNotServed() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("x")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send("TRACE /x HTTP/1.1\r\nHost: a\r\nContent-Length: 41\r\n\r\n" + Self.inner)
        try await eventually { client.isClosed }
        #expect(client.statusLine == "HTTP/1.1 405 Method Not Allowed")
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// The limit of bodies holds before a byte of one is read.
    @Test(arguments: zip(["9223372036854775808", "9223372036854775807"], [400, 413]))
    func refusesLengthsBeyondAllLimits(length: String, status: Int) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer("x")] }
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send("GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
        try await eventually { client.isClosed }
        #expect(client.statusLine.hasPrefix("HTTP/1.1 \(status) "))
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }
}
