import Monitoring
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Empties the KV cache of a backend, by the call that its kind has for it, and reads back what that did.
struct CachePurge {
    /// What may be expected before it is tried.
    struct Outlook: Equatable {
        var isPossible: Bool
        /// What it needs, or what would do instead.
        var hint: String?
    }

    /// How much of the cache.
    enum Scope: Equatable {
        case whole
        case slot(Int)
        /// What one conversation left there. `tokens`: how long it was when it was answered last, if that is known.
        case conversation(tokens: Int?)
    }

    /// `isSure`: somebody has said so, or it was told by more than the `Server` line.
    static func outlook(kind: BackendKind, isSure: Bool = true) -> Outlook {
        switch kind {
        case .mlx where !isSure: Outlook(isPossible: true, hint: Self.guessHint)
        case .llamaServer:
            Outlook(isPossible: true, hint: "llama-server needs --slot-save-path DIR for it")
        case .vllm: Outlook(isPossible: true, hint: "vLLM needs VLLM_SERVER_DEV_MODE=1 for it")
        case .sglang, .vllmMLX, .demo: Outlook(isPossible: true, hint: nil)
        case .ollama:
            Outlook(isPossible: true, hint: "Ollama can only unload the model; the next request loads it again")
        case .lmStudio: Outlook(isPossible: false, hint: "LM Studio has no call for it; unload the model there")
        case .mlx: Outlook(isPossible: false, hint: "mlx_lm.server has no call for it; start it again")
        case .openAI: Outlook(isPossible: true, hint: guessHint)
        }
    }

    private static let guessHint =
        "it is not known what this server is, so DELETE /v1/cache is tried; kind (llama-server, vllm, ...) says it"

    let caller: BackendCaller
    let index: Int
    let backend: Backend
    /// Long enough for a server written in Python that is busy.
    static let timeoutSeconds = 10.0

    /// Purges; one line that says what was freed, or why nothing was.
    func run(_ scope: Scope = .whole) async -> ControlResult {
        let kind = backend.kind
        if case .slot = scope, !kind.isLikeLlamaServer {
            return .refused("\(backend.name) has no slots that could be purged one by one; leave the slot out")
        }
        let outlook = Self.outlook(kind: kind, isSure: backend.isKindSure)
        guard outlook.isPossible else { return .refused("\(backend.name): \(outlook.hint ?? "not possible")") }
        do {
            switch kind {
            case .llamaServer, .demo: return try await SlotPurge(purge: self).run(scope)
            case .vllm: return try await resetPrefixCache()
            case .sglang: return try await flush()
            case .vllmMLX: return try await clear()
            case .ollama: return try await unload()
            case .openAI: return try await attempt()
            case .mlx where !backend.isKindSure: return try await attempt()
            case .lmStudio, .mlx: return .refused("\(backend.name): \(outlook.hint ?? "not possible")")
            }
        } catch {
            return .refused("\(backend.name): \(ProxyError.backend(backend.address, error).message)")
        }
    }

    func call(_ method: HTTPMethod, _ path: String, json: String? = nil) async throws(UpstreamProblem) -> BackendAnswer
    {
        try await caller.call(index, method, path, json: json, timeoutSeconds: Self.timeoutSeconds)
    }

    // MARK: Servers without slots

    private func resetPrefixCache() async throws(UpstreamProblem) -> ControlResult {
        let answer = try await call(.POST, "/reset_prefix_cache")
        if answer.status == 404 {
            backend.purgeRefusal = "start vLLM with VLLM_SERVER_DEV_MODE=1"
            return .refused("\(backend.name) has no /reset_prefix_cache: start vLLM with VLLM_SERVER_DEV_MODE=1")
        }
        return result(answer, done: "prefix cache reset; vLLM does not tell how much that was")
    }

    /// Its own words are shown: some versions answer 200 where requests are running and nothing is done.
    private func flush() async throws(UpstreamProblem) -> ControlResult {
        let answer = try await call(.POST, "/flush_cache?timeout=5")
        let words = Self.firstLine(answer.text)
        return result(answer, done: words.isEmpty ? "cache flushed" : "cache flushed; it says: \(words)")
    }

    private func clear() async throws(UpstreamProblem) -> ControlResult {
        let before = await cacheSizes()
        let answer = try await call(.DELETE, "/v1/cache")
        guard answer.isGood, let before, let after = await cacheSizes() else {
            return result(answer, done: "cache cleared")
        }
        return .done("\(backend.name): cache cleared" + CacheSizes.change(from: before, to: after))
    }

    /// A server that is not known may have the call that servers of its ancestors' kind have. One that has it not is not asked
    /// again.
    private func attempt() async throws(UpstreamProblem) -> ControlResult {
        if let refusal = backend.purgeRefusal { return .refused("\(backend.name): \(refusal)") }
        let answer = try await call(.DELETE, "/v1/cache")
        if answer.status == 404 || answer.status == 405 {
            let refusal = "it has no DELETE /v1/cache (status \(answer.status)), so its cache stays"
            backend.purgeRefusal = refusal
            return .refused("\(backend.name): \(refusal)")
        }
        return result(answer, done: "cache cleared")
    }

    private func cacheSizes() async -> [CacheSizes.Size]? {
        guard let answer = try? await call(.GET, "/v1/cache/stats"), answer.isGood else { return nil }
        return CacheSizes.read(answer.body)
    }

    // MARK: Ollama

    private struct Loaded: Decodable {
        struct Model: Decodable {
            var name: String
            var size_vram: Int?
            var size: Int?
        }
        var models: [Model]
    }

    /// It keeps no cache that could be emptied by itself; without its models it holds none.
    private func unload() async throws(UpstreamProblem) -> ControlResult {
        let answer = try await call(.GET, "/api/ps")
        guard let before = BackendIdentification.decode(Loaded.self, answer)?.models else {
            return .refused("\(backend.name): GET /api/ps says \(answer.status), so it is not known what is loaded")
        }
        guard !before.isEmpty else { return .done("\(backend.name): no model is loaded, so there is no cache") }
        for model in before {
            let name = (try? JSONEncoder().encode(model.name)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
            let answer = try await call(.POST, "/api/generate", json: "{\"model\":\(name),\"keep_alive\":0}")
            guard answer.isGood else { return result(answer, done: "") }
        }
        let after = BackendIdentification.decode(Loaded.self, try await call(.GET, "/api/ps"))?.models ?? []
        let gone = before.filter { old in !after.contains { $0.name == old.name } }
        guard !gone.isEmpty else {
            return .refused("\(backend.name): \(before.map(\.name).joined(separator: ", ")) is still loaded")
        }
        let bytes = gone.reduce(0) { $0 &+ max(0, $1.size_vram ?? $1.size ?? 0) }
        let left = after.isEmpty ? "" : "; still loaded: \(after.map(\.name).joined(separator: ", "))"
        return .done(
            "\(backend.name): \(gone.map(\.name).joined(separator: ", ")) unloaded, "
                + "\(CacheSizes.bytes(bytes)) freed\(left)")
    }

    // MARK: Answers

    private func result(_ answer: BackendAnswer, done: String) -> ControlResult {
        if answer.isGood { return .done("\(backend.name): \(done)") }
        let reason = answer.text.prefix(200).split(whereSeparator: \.isNewline).joined(separator: " ")
        return .refused("\(backend.name) refused with status \(answer.status): \(reason)")
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix(200).prefix { !$0.isNewline })
    }
}
