import ProxyEngine
import Testing

/// What pages in browsers get, on every route.
struct BrowserTests {
    static let routes = [
        "GET /v1/models", "GET /slots", "POST /slots/0?action=erase", "DELETE /api/delete", "GET /props", "GET /",
        "POST /v1/chat/completions", "POST /v1/completions", "POST /v1/messages", "POST /api/chat", "GET /_top/health",
        "GET /_top/snapshot", "POST /_top/control", "POST /v1/embeddings",
    ]

    private static func backend() async throws -> ScriptedBackend {
        try await ScriptedBackend.start { request in
            [
                .answer(
                    #"{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#,
                    fields: "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n")
            ]
        }
    }

    private static func ask(_ proxy: RunningProxy, _ route: String, _ fields: String) async throws -> TestClient {
        let client = try await TestClient.connect(port: proxy.port)
        let body = route.hasPrefix("POST") ? #"{"messages":[{"role":"user","content":"a"}]}"# : ""
        try await client.send(
            "\(route) HTTP/1.1\r\n\(fields)Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body)
        try await eventually("\(route)") { client.isComplete || client.head.contains(" 204 ") }
        return client
    }

    @Test(arguments: routes) func isClosedToOtherPagesAndReboundNames(route: String) async throws {
        let backend = try await Self.backend()
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        for fields in [
            "Host: evil.example\r\n", "Host: localhost\r\nOrigin: https://evil.example\r\n",
            "Host: localhost\r\nOrigin: null\r\n", "Host: evil.example\r\nOrigin: http://evil.example\r\n",
            "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
        ] {
            let client = try await Self.ask(proxy, route, fields)
            #expect(client.statusLine == "HTTP/1.1 403 Forbidden", "\(fields)")
            #expect(!client.head.contains("Access-Control"))
        }
        #expect(backend.requests.isEmpty)
        await proxy.stop()
    }

    /// Pages of this machine and those that are named may read their answers, with and without a key.
    @Test(arguments: routes, [[], ["secret"]]) func isOpenToAllowedPages(route: String, keys: [String]) async throws {
        let backend = try await Self.backend()
        var configuration = RunningProxy.configuration([backend.url])
        configuration.apiKeys = keys
        configuration.allowedOrigins = [try #require(OriginPattern("https://chat.example.com"))]
        let proxy = try await RunningProxy.start(configuration)
        for origin in ["https://chat.example.com", "http://localhost:3000"] {
            let method = route.prefix { $0 != " " }
            let question = try await Self.ask(
                proxy, "OPTIONS" + route.dropFirst(method.count),
                "Host: localhost:8066\r\nOrigin: \(origin)\r\nAccess-Control-Request-Method: \(method)\r\n"
                    + "Access-Control-Request-Headers: authorization,content-type,x-stainless-os\r\n")
            #expect(question.statusLine == "HTTP/1.1 204 No Content")
            #expect(question.head.contains("Access-Control-Allow-Origin: \(origin)"))
            #expect(question.head.contains("Access-Control-Allow-Headers: authorization, content-type, x-stainless-os"))
            let key = keys.isEmpty ? "" : "Authorization: Bearer secret\r\n"
            let answer = try await Self.ask(proxy, route, "Host: localhost\r\nOrigin: \(origin)\r\n" + key)
            #expect(!answer.statusLine.contains("403") && !answer.statusLine.contains("401"))
            let cors = answer.head.split(separator: "\r\n").filter { $0.contains("Access-Control-Allow") }
            #expect(cors == ["Access-Control-Allow-Origin: \(origin)"])
        }
        #expect(!backend.requests.contains { $0.line.hasPrefix("OPTIONS") || $0.field("Origin") != nil })
        await proxy.stop()
    }

    /// An error can be read as well.
    @Test func tellsPagesWhatIsWrong() async throws {
        let backend = try await Self.backend()
        var configuration = RunningProxy.configuration([backend.url])
        configuration.apiKeys = ["secret"]
        let proxy = try await RunningProxy.start(configuration)
        let client = try await Self.ask(
            proxy, "POST /v1/chat/completions", "Host: localhost\r\nOrigin: http://localhost:3000\r\n")
        #expect(client.statusLine == "HTTP/1.1 401 Unauthorized")
        #expect(client.head.contains("Access-Control-Allow-Origin: http://localhost:3000"))
        // The next answer on the connection is nobody's page's.
        client.clear()
        try await client.get("/_top/health")
        try await eventually { client.isComplete || client.isClosed }
        #expect(!client.text.contains("Access-Control"))
        await proxy.stop()
    }

    /// Without a browser nothing changes.
    @Test func dropsTheBackendsRulesForPages() async throws {
        let backend = try await Self.backend()
        let proxy = try await RunningProxy.start(RunningProxy.configuration([backend.url]))
        for route in ["GET /v1/models", "POST /v1/chat/completions", "POST /v1/completions"] {
            let client = try await Self.ask(proxy, route, "Host: localhost\r\n")
            #expect(client.statusLine == "HTTP/1.1 200 OK")
            #expect(!client.head.contains("Access-Control"))
        }
        await proxy.stop()
    }
}
