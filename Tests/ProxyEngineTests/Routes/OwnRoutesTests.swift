import Monitoring
import ProxyEngine
import Testing

/// What the proxy answers itself, under `/_top`.
struct OwnRoutesTests {
    private func running(
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> (ScriptedBackend, RunningProxy) {
        let backend = try await ScriptedBackend.start { _ in [.wait, .answer("done")] }
        var configuration = RunningProxy.configuration([backend.url])
        change(&configuration)
        return (backend, try await RunningProxy.start(configuration))
    }

    private func exchange(_ proxy: RunningProxy, _ request: String) async throws -> (status: String, body: String) {
        let client = try await TestClient.connect(port: proxy.port)
        try await client.send(request)
        try await eventually { client.isComplete }
        let result = (client.statusLine, client.body)
        await client.close()
        return result
    }

    private func get(_ proxy: RunningProxy, _ path: String, _ fields: String = "Host: localhost\r\n") async throws
        -> (status: String, body: String)
    {
        try await exchange(proxy, "GET \(path) HTTP/1.1\r\n\(fields)\r\n")
    }

    private func control(_ proxy: RunningProxy, _ body: String, _ fields: String = "") async throws
        -> (status: String, body: String)
    {
        try await exchange(
            proxy,
            "POST /_top/control HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    @Test func saysThatItLivesAndWhetherItIsReady() async throws {
        let (_, proxy) = try await running {
            $0.maxConcurrent = 1; $0.maxQueue = 0
        }
        #expect(try await get(proxy, "/_top/health") == ("HTTP/1.1 200 OK", #"{"status":"ok"}"#))
        try await eventually { proxy.reports.last?.state == .up }
        #expect(try await get(proxy, "/_top/ready") == ("HTTP/1.1 200 OK", #"{"status":"ready"}"#))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.post("/v1/completions", "{}")
        try await eventually { proxy.reports.last?.running == 1 }
        let full = try await get(proxy, "/_top/ready")
        #expect(full == ("HTTP/1.1 503 Service Unavailable", #"{"status":"the queue is full"}"#))
        await proxy.stop()
    }

    @Test func isNotReadyWithoutABackend() async throws {
        let proxy = try await RunningProxy.start(RunningProxy.configuration(["http://127.0.0.1:1"]))
        try await eventually { proxy.reports.last?.state == .down }
        let answer = try await get(proxy, "/_top/ready")
        #expect(answer == ("HTTP/1.1 503 Service Unavailable", #"{"status":"no backend answers"}"#))
        #expect(proxy.reports.last?.problem == "connection refused")
        await proxy.stop()
    }

    @Test func showsItsState() async throws {
        let (backend, proxy) = try await running()
        try await eventually { proxy.reports.last?.state == .up }
        let (status, body) = try await get(proxy, "/_top/snapshot")
        #expect(status == "HTTP/1.1 200 OK")
        #expect(body.contains(#""version":1"#))
        #expect(body.contains(backend.url))
        let metrics = try await get(proxy, "/_top/metrics")
        #expect(metrics.status == "HTTP/1.1 200 OK")
        #expect(metrics.body.contains("llama_stream_top_build_info{version="))
        await proxy.stop()
    }

    /// Watchers get the state at once, and again when it has changed.
    @Test func streamsItsState() async throws {
        let (_, proxy) = try await running()
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/_top/events")
        try await eventually { client.body.contains("event: snapshot\ndata: {") }
        _ = await proxy.service.perform(.setChunkSize(77))
        try await eventually { client.body.contains(#""chunkSize":77"#) }
        #expect(client.head.contains("text/event-stream"))
        await proxy.stop()
    }

    @Test func carriesOutOrders() async throws {
        let (_, proxy) = try await running()
        let size = try await control(proxy, #"{"action":"set_chunk_size","value":12}"#)
        #expect(size == ("HTTP/1.1 200 OK", #"{"message":"chunk size 12","ok":true}"#))
        let count = try await control(proxy, #"{"action":"set_max_concurrent","value":7}"#)
        #expect(count.status == "HTTP/1.1 200 OK")
        try await eventually { proxy.reports.last?.maxConcurrent == 7 }
        let settings = proxy.events.compactMap { if case .settings(let settings) = $0 { settings } else { nil } }
        #expect(settings.last?.chunkSize == 12)
        #expect(settings.last?.maxConcurrent == 7)
        await proxy.stop()
    }

    /// An order stands until the settings say something else than before.
    @Test func keepsAnOrderedChunkSizeWhenSettingsAreReadAgain() async throws {
        let (_, proxy) = try await running { $0.chunkSize = 50 }
        func told() -> [LiveSettings] {
            proxy.events.compactMap { if case .settings(let settings) = $0 { settings } else { nil } }
        }
        _ = await proxy.service.perform(.setChunkSize(77))
        try await eventually { told().last?.otherConfiguredChunkSize == 50 }
        let count = told().count
        var configuration = RunningProxy.configuration(["http://127.0.0.1:1"])
        configuration.chunkSize = 50
        proxy.service.adopt(configuration)
        configuration.chunkSize = 20
        proxy.service.adopt(configuration)
        try await eventually { told().last?.chunkSize == 20 }
        #expect(Set(told().dropFirst(count).map(\.chunkSize)) == [77, 20])
        await proxy.stop()
    }

    /// For requests that come then; a file that is read again changes it only where it says something else.
    @Test func switchesRewritingOffAndOn() async throws {
        let (_, proxy) = try await running { $0.streamMode = .live }
        func mode() -> String? {
            proxy.events.compactMap { if case .settings(let settings) = $0 { settings.streamMode } else { nil } }.last
        }
        let off = try await control(proxy, #"{"action":"set_stream_mode","mode":"passthrough"}"#)
        #expect(off.status == "HTTP/1.1 200 OK" && off.body.contains("report only"))
        try await eventually { mode() == "passthrough" }
        var configuration = RunningProxy.configuration(["http://127.0.0.1:1"])
        configuration.streamMode = .live
        proxy.service.adopt(configuration)
        try await eventually { mode() == "passthrough" }
        _ = try await control(proxy, #"{"action":"set_stream_mode","mode":"configured"}"#)
        try await eventually { mode() == "live" }
        configuration.streamMode = .passthrough
        proxy.service.adopt(configuration)
        try await eventually { mode() == "passthrough" }
        // Rewriting was asked for.
        _ = await proxy.service.perform(.setStreamMode(nil))
        try await eventually { mode() == "auto" }
        await proxy.stop()
    }

    @Test(arguments: [
        ("", 400, "invalid_json"), ("[]", 400, "invalid_json"), (#"{"action":7}"#, 400, "invalid_json"),
        (#"{"action":"set_stream_mode","mode":"fast"}"#, 400, "unknown_mode"),
        (#"{"action":"set_stream_mode"}"#, 400, "missing_value"),
        (#"{"action":"explode"}"#, 400, "unknown_action"), (#"{"action":"set_chunk_size"}"#, 400, "missing_value"),
        (#"{"action":"set_chunk_size","value":0}"#, 409, "refused"),
        (#"{"action":"hold_session"}"#, 400, "missing_value"),
        (#"{"action":"hold_session","session":"s9"}"#, 409, "refused"),
        (#"{"action":"resume_session","session":"s9"}"#, 409, "refused"),
        (#"{"action":"set_max_concurrent","value":5000}"#, 409, "refused"),
        (#"{"action":"cancel_request","id":99}"#, 409, "refused"),
        (#"{"action":"purge_cache","backend":"nobody"}"#, 409, "refused"), (#"{"action":"reload"}"#, 409, "refused"),
    ])
    func saysWhyNot(body: String, status: Int, code: String) async throws {
        let (_, proxy) = try await running()
        let answer = try await control(proxy, body)
        #expect(answer.status.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.body.contains(#""ok":false"#))
        #expect(answer.body.contains(#""code":"\#(code)""#))
        await proxy.stop()
    }

    /// No page in a browser may read or drive it.
    @Test func keepsPagesOut() async throws {
        let (_, proxy) = try await running()
        let order = #"{"action":"pause"}"#
        #expect(try await get(proxy, "/_top/snapshot", "Host: evil.example\r\n").status.contains("403"))
        #expect(try await get(proxy, "/_top/health", "Host: evil.example\r\n").status.contains("403"))
        #expect(try await control(proxy, order, "Origin: http://evil.example\r\n").status.contains("403"))
        #expect(try await control(proxy, order, "Origin: null\r\n").status.contains("403"))
        let form = try await exchange(
            proxy,
            "POST /_top/control HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}")
        #expect(form.status.contains("415"))
        #expect(try await control(proxy, order, "Origin: http://localhost\r\n").status.contains("200"))
        await proxy.stop()
    }

    @Test func wantsTheKeyEverywhereButForHealth() async throws {
        let (backend, proxy) = try await running { $0.apiKeys = ["secret"] }
        #expect(try await get(proxy, "/_top/health").status.contains("200"))
        #expect(try await get(proxy, "/_top/snapshot").status.contains("401"))
        #expect(try await get(proxy, "/v1/models").status.contains("401"))
        let key = "Host: localhost\r\nAuthorization: Bearer secret\r\n"
        #expect(try await get(proxy, "/_top/snapshot", key).status.contains("200"))
        // Who has the key may come by any name; a page does not have it.
        let named = "Host: proxy.example\r\nx-api-key: secret\r\n"
        #expect(try await get(proxy, "/_top/snapshot", named).status.contains("200"))
        let client = try await TestClient.connect(port: proxy.port)
        try await client.get("/v1/models", fields: "Authorization: Bearer secret\r\n")
        try await eventually { backend.waiters == 1 }
        // The proxy's key is nobody else's business.
        #expect(backend.requests.first?.field("Authorization") == nil)
        await proxy.stop()
    }

    @Test func knowsItsRoutes() async throws {
        let (_, proxy) = try await running()
        #expect(try await get(proxy, "/_top/nothing").status.contains("404"))
        #expect(try await get(proxy, "/_top/control").status.contains("405"))
        await proxy.stop()
    }
}
