import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Empties the KV cache of a backend, by the call that its kind has for it.
struct CachePurge {
    /// What may be expected before it is tried.
    struct Outlook: Equatable {
        var isPossible: Bool
        /// What it needs, or what would do instead.
        var hint: String?
    }

    static func outlook(kind: BackendKind) -> Outlook {
        switch kind {
        case .llamaServer:
            Outlook(isPossible: true, hint: "llama-server needs --slot-save-path DIR for it")
        case .vllm: Outlook(isPossible: true, hint: "vLLM needs VLLM_SERVER_DEV_MODE=1 for it")
        case .sglang, .vllmMLX, .demo: Outlook(isPossible: true, hint: nil)
        case .ollama:
            Outlook(isPossible: true, hint: "Ollama can only unload the model; the next request loads it again")
        case .lmStudio: Outlook(isPossible: false, hint: "LM Studio has no call for it; unload the model there")
        case .mlx: Outlook(isPossible: false, hint: "mlx_lm.server has no call for it; start it again")
        case .openAI:
            Outlook(
                isPossible: false,
                hint: "it is not known what this server is; set kind (llama-server, vllm, sglang, ...) for the backend")
        }
    }

    let caller: BackendCaller
    let index: Int
    let backend: Backend

    private struct Slot: Decodable { var id: Int }
    private struct Erased: Decodable { var n_erased: Int? }

    /// Purges; one line that says what was freed, or why nothing was. `slot`: only what that slot holds.
    func run(slot: Int? = nil) async -> ControlResult {
        let kind = backend.kind
        if slot != nil, kind != .llamaServer, kind != .demo {
            return .refused("\(backend.name) has no slots that could be purged one by one; leave the slot out")
        }
        let outlook = Self.outlook(kind: kind)
        guard outlook.isPossible else { return .refused("\(backend.name): \(outlook.hint ?? "not possible")") }
        do {
            switch kind {
            case .llamaServer, .demo: return try await eraseSlots(only: slot)
            case .vllm: return try await resetPrefixCache()
            case .sglang: return try await simple(.POST, "/flush_cache?timeout=5", done: "cache flushed")
            case .vllmMLX: return try await simple(.DELETE, "/v1/cache", done: "cache cleared")
            case .ollama: return try await unload()
            case .lmStudio, .mlx, .openAI: return .refused("\(backend.name): \(outlook.hint ?? "not possible")")
            }
        } catch {
            return .refused("\(backend.name): \(ProxyError.backend(backend.address, error).message)")
        }
    }

    private func eraseSlots(only chosen: Int?) async throws(UpstreamProblem) -> ControlResult {
        let answer = try await caller.call(index, .GET, "/slots")
        guard answer.isGood, var slots = BackendIdentification.decode([Slot].self, answer) else {
            return .refused("\(backend.name): GET /slots says \(answer.status); is it started with --no-slots?")
        }
        if let chosen {
            guard slots.contains(where: { $0.id == chosen }) else {
                let there = slots.map { String($0.id) }.joined(separator: ", ")
                return .refused("\(backend.name) has no slot \(chosen); there are \(there)")
            }
            slots.removeAll { $0.id != chosen }
        }
        var erased = 0
        var count = 0
        var refusals: [String] = []
        for slot in slots {
            let answer = try await caller.call(index, .POST, "/slots/\(slot.id)?action=erase", timeoutSeconds: 10)
            if answer.isGood {
                count += 1
                erased += BackendIdentification.decode(Erased.self, answer)?.n_erased ?? 0
            } else if answer.status == 501 {
                return .refused("\(backend.name) erases no slots: start llama-server with --slot-save-path DIR")
            } else {
                refusals.append("slot \(slot.id): \(answer.status)")
            }
        }
        let done = "\(backend.name): cache purged, \(erased) tokens in \(count) of \(slots.count) slots"
        if count == 0 && !slots.isEmpty {
            return .refused("\(backend.name): no slot was erased (\(refusals.joined(separator: ", ")))")
        }
        return .done(refusals.isEmpty ? done : done + " (\(refusals.joined(separator: ", ")))")
    }

    private func resetPrefixCache() async throws(UpstreamProblem) -> ControlResult {
        let answer = try await caller.call(index, .POST, "/reset_prefix_cache", timeoutSeconds: 10)
        if answer.status == 404 {
            return .refused("\(backend.name) has no /reset_prefix_cache: start vLLM with VLLM_SERVER_DEV_MODE=1")
        }
        return result(answer, done: "prefix cache reset")
    }

    /// Ollama keeps no cache that could be emptied by itself; without its model it holds none.
    private func unload() async throws(UpstreamProblem) -> ControlResult {
        guard let model = backend.current.models.first else {
            return .refused("\(backend.name): there is no model to unload")
        }
        let encoded = (try? JSONEncoder().encode(model)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
        let answer = try await caller.call(
            index, .POST, "/api/generate", json: "{\"model\":\(encoded),\"keep_alive\":0}", timeoutSeconds: 10)
        return result(answer, done: "model \(model) unloaded")
    }

    private func simple(
        _ method: HTTPMethod, _ path: String, done: String
    ) async throws(UpstreamProblem) -> ControlResult {
        result(try await caller.call(index, method, path, timeoutSeconds: 10), done: done)
    }

    private func result(_ answer: BackendAnswer, done: String) -> ControlResult {
        if answer.isGood { return .done("\(backend.name): \(done)") }
        let reason = answer.text.prefix(200).split(whereSeparator: \.isNewline).joined(separator: " ")
        return .refused("\(backend.name) refused with status \(answer.status): \(reason)")
    }
}
