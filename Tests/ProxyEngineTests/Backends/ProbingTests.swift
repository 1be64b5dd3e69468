import Monitoring
import ProxyEngine
import Testing

/// What is found out about backends, and how their caches are purged.
struct ProbingTests {
    /// A server that knows some paths, each with its answer; all others are 404.
    private func server(_ answers: [String: ScriptedBackend.Step]) async throws -> ScriptedBackend {
        try await ScriptedBackend.start(answersProbes: true) { request in
            let path = String(request.path.prefix { $0 != "?" })
            let method = request.line.prefix { $0 != " " }
            return [answers["\(method) \(path)"] ?? .answer("no", status: "404 Not Found", type: "text/plain")]
        }
    }

    private func running(_ backend: ScriptedBackend, kind: BackendKind? = nil) async throws -> RunningProxy {
        var configuration = RunningProxy.configuration([backend.url])
        configuration.backends[0].kind = kind
        return try await RunningProxy.start(configuration)
    }

    @Test func describesLlamaServer() async throws {
        let backend = try await server([
            "GET /v1/models": .answer(#"{"data":[{"id":"/m/tiny.gguf","owned_by":"llamacpp","meta":{"n_ctx":999}}]}"#),
            "GET /health": .answer(#"{"status":"ok"}"#),
            "GET /props": .answer(
                #"{"total_slots":4,"model_path":"/m/tiny.gguf","build_info":"b7777","default_generation_settings":{"n_ctx":2048}}"#
            ),
        ])
        let proxy = try await running(backend)
        try await eventually { proxy.reports.last?.state == .up }
        let report = try #require(proxy.reports.last)
        #expect(report.kind == "llama-server")
        #expect(report.contextWindow == 2048)
        #expect(report.slotCount == 4)
        #expect(report.build == "b7777")
        #expect(report.model == "/m/tiny.gguf")
        #expect(report.canPurge)
        #expect(report.roundTripSeconds != nil)
        await proxy.stop()
    }

    @Test(arguments: [
        ("GET /version", BackendKind.vllm), ("GET /api/version", .ollama), ("GET /get_model_info", .sglang),
        ("GET /v1/status", .vllmMLX),
    ])
    func knowsKindsByTheirOwnRoutes(route: String, kind: BackendKind) async throws {
        let backend = try await server([
            "GET /v1/models": .answer(#"{"data":[{"id":"m","owned_by":"somebody"}]}"#),
            route: .answer(#"{"version":"1.2.3"}"#),
        ])
        let proxy = try await running(backend)
        try await eventually { proxy.reports.last?.state == .up }
        #expect(proxy.reports.last?.kind == kind.rawValue)
        #expect(proxy.reports.last?.model == "m")
        await proxy.stop()
    }

    @Test func seesThatAModelIsBeingLoaded() async throws {
        let loading = ScriptedBackend.Step.answer(
            #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
            status: "503 Service Unavailable")
        let backend = try await server(["GET /health": loading, "GET /v1/models": loading])
        let proxy = try await running(backend, kind: .llamaServer)
        try await eventually { proxy.reports.last?.state == .loading }
        #expect(proxy.reports.last?.problem == "it is loading its model")
        await proxy.stop()
    }

    @Test func saysThatAKeyIsMissing() async throws {
        let backend = try await server(["GET /v1/models": .answer("{}", status: "401 Unauthorized")])
        let proxy = try await running(backend)
        try await eventually { proxy.reports.last?.state == .down }
        #expect(proxy.reports.last?.problem == "it wants a key; set backend_api_key")
        await proxy.stop()
    }

    private func purge(
        _ kind: BackendKind, _ answers: [String: ScriptedBackend.Step], slot: Int? = nil
    ) async throws -> (ControlResult, [String]) {
        var answers = answers
        answers["GET /v1/models"] = .answer(#"{"data":[{"id":"m"}]}"#)
        answers["GET /health"] = .answer("{}")
        answers["GET /api/version"] = .answer("{}")
        let backend = try await server(answers)
        let proxy = try await running(backend, kind: kind)
        try await eventually { proxy.reports.last?.state == .up }
        let result = await proxy.service.perform(.purgeCache(backend: nil, slot: slot))
        await proxy.stop()
        return (result, backend.requests.map(\.line))
    }

    @Test func erasesEverySlotOfLlamaServer() async throws {
        let (result, lines) = try await purge(
            .llamaServer,
            [
                "GET /slots": .answer(#"[{"id":0,"n_ctx":10},{"id":3,"n_ctx":10}]"#),
                "POST /slots/0": .answer(#"{"id_slot":0,"n_erased":100}"#),
                "POST /slots/3": .answer(#"{"id_slot":3,"n_erased":23}"#),
            ])
        #expect(result == .done("b0: cache purged, 123 tokens in 2 of 2 slots"))
        #expect(lines.contains("POST /slots/0?action=erase HTTP/1.1"))
    }

    /// What the slots hold afterwards is told; a busy one would answer only when its request has ended.
    @Test func readsBackWhatIsLeft() async throws {
        let calls = Counter()
        let backend = try await ScriptedBackend.start(answersProbes: true) { request in
            switch request.path {
            case "/slots":
                let isFirst = calls.next() == 1
                return [
                    .answer(
                        #"[{"id":0,"n_prompt_tokens":\#(isFirst ? 90 : 0)},{"id":1,"is_processing":true}]"#)
                ]
            case "/slots/0?action=erase": return [.answer(#"{"id_slot":0,"n_erased":90}"#)]
            default: return [.answer(#"{"data":[]}"#)]
            }
        }
        let proxy = try await running(backend, kind: .llamaServer)
        try await eventually { proxy.reports.last?.state == .up }
        let result = await proxy.service.perform(.purgeCache(backend: "b0"))
        #expect(result == .done("b0: cache purged, 90 tokens in 1 of 2 slots, now empty (slot 1 is busy)"))
        await proxy.stop()
    }

    @Test func erasesOneSlot() async throws {
        let answers: [String: ScriptedBackend.Step] = [
            "GET /slots": .answer(#"[{"id":0},{"id":3}]"#), "POST /slots/3": .answer(#"{"n_erased":23}"#),
        ]
        let (result, lines) = try await purge(.llamaServer, answers, slot: 3)
        #expect(result == .done("b0: cache purged, 23 tokens in slot 3"))
        #expect(!lines.contains("POST /slots/0?action=erase HTTP/1.1"))
        #expect(try await purge(.llamaServer, answers, slot: 7).0 == .refused("b0: there is no slot 7; there are 0, 3"))
        guard case .refused(let reason) = try await purge(.vllm, [:], slot: 0).0 else {
            Issue.record("vLLM has slots")
            return
        }
        #expect(reason.contains("no slots"))
    }

    @Test func saysWhatLlamaServerNeeds() async throws {
        let (result, _) = try await purge(
            .llamaServer,
            [
                "GET /slots": .answer(#"[{"id":0}]"#),
                "POST /slots/0": .answer(#"{"error":{"code":501}}"#, status: "501 Not Implemented"),
            ])
        #expect(result == .refused("b0 erases no slots: start llama-server with --slot-save-path DIR"))
    }

    /// What was refused once is not offered any more, and why is said without asking again.
    @Test func remembersThatItCannotPurge() async throws {
        let backend = try await ScriptedBackend.start(answersProbes: true) { request in
            switch request.path {
            case "/slots": [.answer(#"[{"id":0}]"#)]
            case "/slots/0?action=erase": [.answer("{}", status: "501 Not Implemented")]
            default: [.answer(#"{"data":[]}"#)]
            }
        }
        let proxy = try await running(backend, kind: .llamaServer)
        try await eventually { proxy.reports.last?.state == .up }
        #expect(proxy.reports.last?.canPurge == true)
        _ = await proxy.service.perform(.purgeCache(backend: "b0"))
        try await eventually { proxy.reports.last?.canPurge == false }
        #expect(proxy.reports.last?.purgeHint == "start llama-server with --slot-save-path DIR")
        await proxy.stop()
    }

    @Test func purgesByTheCallOfEachKind() async throws {
        let vllm = try await purge(.vllm, ["POST /reset_prefix_cache": .answer("")])
        #expect(vllm.0 == .done("b0: prefix cache reset; vLLM does not tell how much that was"))
        let sglang = try await purge(.sglang, ["POST /flush_cache": .answer("Cache flushed.")])
        #expect(sglang.0 == .done("b0: cache flushed; it says: Cache flushed."))
        let mlx = try await purge(.vllmMLX, ["DELETE /v1/cache": .answer(#"{"status":"cleared"}"#)])
        #expect(mlx.0 == .done("b0: cache cleared"))
        let ollama = try await purge(
            .ollama,
            [
                "POST /api/generate": .answer(#"{"done":true}"#),
                "GET /api/ps": .answer(#"{"models":[{"name":"m","size_vram":4700000000}]}"#),
            ])
        // Ollama says that it is done, but the model is still there.
        #expect(ollama.0 == .refused("b0: m is still loaded"))
        let loaded = Counter()
        let unloading = try await ScriptedBackend.start(answersProbes: true) { request in
            guard request.path == "/api/ps" else { return [.answer(#"{"done":true}"#)] }
            let isFirst = loaded.next() == 1
            return [.answer(#"{"models":[\#(isFirst ? #"{"name":"m","size_vram":4700000000}"# : "")]}"#)]
        }
        let proxy = try await running(unloading, kind: .ollama)
        try await eventually { proxy.reports.last?.state == .up }
        let unloaded = await proxy.service.perform(.purgeCache(backend: nil))
        #expect(unloaded == .done("b0: m unloaded, 4.7 GB freed"))
        await proxy.stop()
        let idle = try await purge(.ollama, ["GET /api/ps": .answer(#"{"models":[]}"#)])
        #expect(idle.0 == .done("b0: no model is loaded, so there is no cache"))
    }

    /// A server that nobody knows is tried once, in the way of its ancestors' kind.
    @Test(arguments: [nil, BackendKind.openAI]) func triesWhatIsNotKnown(kind: BackendKind?) async throws {
        func run(_ status: String) async throws -> ([ControlResult], [String], BackendReport?) {
            let backend = try await server([
                "GET /v1/models": .answer(#"{"data":[{"id":"m"}]}"#),
                "DELETE /v1/cache": .answer("{}", status: status),
            ])
            let proxy = try await running(backend, kind: kind)
            try await eventually { proxy.reports.last?.state == .up }
            #expect(proxy.reports.last?.canPurge == true)
            var results: [ControlResult] = []
            for _ in 0..<2 { results.append(await proxy.service.perform(.purgeCache(backend: "b0"))) }
            try await eventually { proxy.reports.last?.canPurge == (status == "200 OK") }
            let report = proxy.reports.last
            await proxy.stop()
            return (results, backend.requests.map(\.line).filter { $0.hasPrefix("DELETE") }, report)
        }
        let good = try await run("200 OK")
        #expect(good.0 == [.done("b0: cache cleared"), .done("b0: cache cleared")] && good.1.count == 2)
        for status in ["404 Not Found", "405 Method Not Allowed"] {
            let (results, lines, report) = try await run(status)
            let hint = "it has no DELETE /v1/cache (status \(status.prefix(3))), so its cache stays"
            #expect(results == [.refused("b0: " + hint), .refused("b0: " + hint)])
            #expect(lines.count == 1 && report?.purgeHint == hint)
        }
    }

    /// Python's plain server may be more than mlx_lm's.
    @Test func triesWhatIsGuessedFromAHeader() async throws {
        let backend = try await server([
            "GET /v1/models": .answer(
                #"{"data":[{"id":"m"}]}"#, fields: "Server: BaseHTTP/0.6 Python/3.12\r\n"),
            "DELETE /v1/cache": .answer("{}"),
        ])
        let proxy = try await running(backend)
        try await eventually { proxy.reports.last?.state == .up }
        #expect(proxy.reports.last?.kind == "mlx" && proxy.reports.last?.canPurge == true)
        #expect(await proxy.service.perform(.purgeCache(backend: "b0")) == .done("b0: cache cleared"))
        await proxy.stop()
    }

    @Test func saysWhatWouldHelp() async throws {
        let vllm = try await purge(.vllm, [:])
        #expect(vllm.0 == .refused("b0 has no /reset_prefix_cache: start vLLM with VLLM_SERVER_DEV_MODE=1"))
        for kind in [BackendKind.lmStudio, .mlx, .openAI] {
            guard case .refused(let reason) = try await purge(kind, [:]).0 else {
                Issue.record("\(kind) purged")
                continue
            }
            #expect(reason.hasPrefix("b0: "))
        }
        let busy = try await purge(
            .sglang, ["POST /flush_cache": .answer("busy\nnow", status: "400 Bad Request", type: "text/plain")])
        #expect(busy.0 == .refused("b0 refused with status 400: busy now"))
    }
}
