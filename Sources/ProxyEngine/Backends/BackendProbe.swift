import Monitoring
import NIOHTTP1

/// Looks whether a backend answers, and once it does, what it is. Cheap questions only: a server that computes is not
/// to be disturbed.
struct BackendProbe {
    let caller: BackendCaller
    let index: Int
    let backend: Backend

    /// The findings of this moment. `isFull`: ask for everything, not only whether it still is there.
    func run(isFull: Bool) async -> Backend.Findings {
        var found = backend.current
        do {
            let (answer, list) = try await aliveness(found.kind)
            found.roundTripSeconds = answer.roundTripSeconds
            if BackendIdentification.isLoading(answer) {
                found.state = .loading
                found.problem = "it is loading its model"
                return found
            }
            if answer.status == 401 || answer.status == 403 {
                found.state = .down
                found.problem = "it wants a key; set backend_api_key"
                return found
            }
            guard answer.status < 500 else {
                found.state = .down
                found.problem = "it answers with status \(answer.status)"
                return found
            }
            let wasUp = found.state == .up
            found.state = .up
            found.problem = nil
            if isFull || !wasUp { found = await describe(found, list: list, server: answer.server) }
            return found
        } catch {
            found.state = .down
            found.roundTripSeconds = nil
            found.problem = error.reason
            return found
        }
    }

    /// The cheapest question that shows life. `list` where it brought the models as well.
    private func aliveness(
        _ kind: BackendKind?
    ) async throws(UpstreamProblem) -> (BackendAnswer, BackendIdentification.Models?) {
        switch kind {
        case .llamaServer, .demo, .vllm, .sglang: return (try await ask("/health"), nil)
        case .ollama: return (try await ask("/api/version"), nil)
        case .vllmMLX, .lmStudio, .mlx, .openAI, nil: break
        }
        let answer = try await ask("/v1/models")
        return (answer, BackendIdentification.decode(BackendIdentification.Models.self, answer))
    }

    /// A server that computes may be slow to answer anything else, and is not gone for that.
    private func ask(_ path: String) async throws(UpstreamProblem) -> BackendAnswer {
        try await caller.call(
            index, .GET, path, timeoutSeconds: caller.timeoutSeconds * (backend.gate.running > 0 ? 3 : 1))
    }

    private func describe(
        _ known: Backend.Findings, list: BackendIdentification.Models?, server: String
    ) async -> Backend.Findings {
        var found = known
        found.contextWindow = nil
        var list = list
        if list == nil, let answer = try? await caller.call(index, .GET, "/v1/models") {
            list = BackendIdentification.decode(BackendIdentification.Models.self, answer)
        }
        if found.kind == nil {
            found.kind = await identify(list, server: server, into: &found)
        }
        if found.kind?.isLikeLlamaServer ?? false { await readProps(into: &found) }
        if let list { BackendIdentification.models(list, into: &found) }
        if found.kind == .vllm || found.kind == .ollama, found.build == nil { await readVersion(into: &found) }
        return found
    }

    /// Asks what only one kind of server answers.
    private func identify(
        _ list: BackendIdentification.Models?, server: String, into found: inout Backend.Findings
    ) async -> BackendKind {
        if let list, let kind = BackendIdentification.kind(list, server: server) { return kind }
        if let answer = try? await caller.call(index, .GET, "/props"),
            let props = BackendIdentification.decode(BackendIdentification.Props.self, answer),
            BackendIdentification.isLlamaServer(props)
        {
            return .llamaServer
        }
        if await isGood("/v1/status") { return .vllmMLX }
        if await isGood("/api/version") { return .ollama }
        if await isGood("/get_model_info") { return .sglang }
        if await isGood("/version") { return .vllm }
        if await isGood("/api/v0/models") { return .lmStudio }
        return .openAI
    }

    private func isGood(_ path: String) async -> Bool {
        let answer = try? await caller.call(index, .GET, path)
        guard let answer, answer.isGood else { return false }
        return answer.body.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private func readProps(into found: inout Backend.Findings) async {
        guard let answer = try? await caller.call(index, .GET, "/props"),
            let props = BackendIdentification.decode(BackendIdentification.Props.self, answer)
        else { return }
        found.contextWindow = props.default_generation_settings?.n_ctx
        found.slotCount = props.total_slots
        found.build = props.build_info
        found.opensReasoning = props.chat_template.map(ChatTemplate.opensReasoning)
        if let path = props.model_path, !path.isEmpty { found.models = [BackendIdentification.modelName(path: path)] }
    }

    private func readVersion(into found: inout Backend.Findings) async {
        let path = found.kind == .ollama ? "/api/version" : "/version"
        guard let answer = try? await caller.call(index, .GET, path) else { return }
        found.build = BackendIdentification.decode(BackendIdentification.Version.self, answer)?.version
    }
}
