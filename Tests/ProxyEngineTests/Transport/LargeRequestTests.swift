import ProxyEngine
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Requests that are read beside the event loop.
struct LargeRequestTests {
    private static let text = String(repeating: "word ", count: 100_000)

    private func request(_ wire: String = "") -> String {
        #"{"model":"m","stream":false,\#(wire)"messages":[{"role":"user","content":"\#(Self.text)"}]}"#
    }

    private func configuration(_ url: String) -> EngineConfiguration {
        var configuration = RunningProxy.configuration([url])
        configuration.tokenHard = .off
        return configuration
    }

    @Test(arguments: ["/v1/chat/completions", "/v1/messages", "/v1/completions"])
    func areAnswered(path: String) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(ChatRouteTests.completion)] }
        let proxy = try await RunningProxy.start(configuration(backend.url))
        let client = try await TestClient.connect(port: proxy.port)
        for _ in 0..<2 {
            client.clear()
            try await client.post(path, request(#""max_tokens":5,"#))
            try await eventually { client.isComplete }
            #expect(client.statusLine == "HTTP/1.1 200 OK")
        }
        #expect(backend.requests.count == 2)
        #expect(backend.requests.allSatisfy { $0.text.contains(Self.text) })
        await proxy.stop()
    }

    /// What comes behind it waits for its turn.
    @Test func theNextRequestWaits() async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(ChatRouteTests.completion)] }
        let proxy = try await RunningProxy.start(configuration(backend.url))
        let client = try await TestClient.connect(port: proxy.port)
        let body = request()
        try await client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body + "GET /_top/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await eventually { client.text.hasSuffix(#"{"status":"ok"}"#) }
        #expect(client.text.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        await proxy.stop()
    }

    /// Who shuts its sending side still gets the answer; who leaves is forgotten.
    @Test(arguments: [true, false]) func clientsThatEnd(waits: Bool) async throws {
        let backend = try await ScriptedBackend.start { _ in [.answer(ChatRouteTests.completion)] }
        let proxy = try await RunningProxy.start(configuration(backend.url))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", request())
        if waits {
            await client.halfClose()
            try await eventually { client.text.contains("HTTP/1.1 200 OK") && client.isClosed }
        } else {
            await client.reset()
            let next = try await TestClient.connect(port: proxy.port)
            try await next.get("/_top/health")
            try await eventually { next.isComplete }
            #expect(next.body == #"{"status":"ok"}"#)
        }
        await proxy.stop()
    }

    @Test func damageIsToldWithItsPlace() async throws {
        let proxy = try await RunningProxy.start(RunningProxy.configuration([RunningProxy.unreachable]))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/chat/completions", request().dropLast() + "]")
        try await eventually { client.isComplete }
        #expect(client.statusLine == "HTTP/1.1 400 Bad Request")
        #expect(client.body.contains("invalid_json"))
        await proxy.stop()
    }

    /// A schema of 200 objects in each other is a schema.
    @Test func deepSchemasAreTaken() throws {
        let schema =
            String(repeating: #"{"type":"object","properties":{"a":"#, count: 200) + "{}"
            + String(repeating: "}}", count: 200)
        let body =
            #"{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":"#
            + schema + "}}]}"
        #expect(try ChatRequest(body: Array(body.utf8)).tools.count == 1)
    }
}
