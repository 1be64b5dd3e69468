import NIOHTTP1
import Synchronization
import ToolCallParsing
import WireFormats

/// What agents ask besides answers.
extension OwnAnswer {
    func answer(_ side: SideRoute, body: [UInt8]) {
        switch side {
        case .countTokens: countTokens(body)
        case .anthropicModels: send(json: MessagesCatalogue.models(models.map(\.name)).bytes, status: 200)
        case .hello:
            send(status: 200, fields: [("Content-Type", "text/plain")], body: Array(OllamaCatalogue.greeting.utf8))
        case .ollamaTags: send(json: OllamaCatalogue.tags(models).bytes, status: 200)
        case .ollamaRunning: send(json: OllamaCatalogue.running(models).bytes, status: 200)
        case .ollamaVersion: send(json: OllamaCatalogue.versionBody.bytes, status: 200)
        case .ollamaShow: show(body)
        }
    }

    /// The models of all backends that are there, each once.
    private var models: [OllamaCatalogue.Model] {
        var names: Set<String> = []
        return shared.engine.backends.flatMap { backend in
            let configured = backend.configuration.models.filter { !$0.contains("*") && !$0.contains("?") }
            return (backend.current.models + configured).filter { names.insert($0).inserted }.map {
                OllamaCatalogue.Model(name: $0, window: backend.contextWindow)
            }
        }
    }

    private func show(_ body: [UInt8]) {
        guard let name = (try? JSONValue(parsing: body)).flatMap(OllamaCatalogue.asked), !name.isEmpty else {
            return fail(.invalidRequest("'model' must name a model."))
        }
        let models = models
        // A backend with one model serves it under any name.
        let model = models.first { $0.name == name || $0.name + ":latest" == name } ?? models.first
        let window = model?.window ?? shared.engine.backends.first?.contextWindow
        send(json: OllamaCatalogue.show(OllamaCatalogue.Model(name: name, window: window)).bytes, status: 200)
    }

    // MARK: Tokens

    /// By the backend's own count where it can, else by what its texts make on average.
    private func countTokens(_ body: [UInt8]) {
        let bridged: BridgedRequest
        do throws(ProxyError) {
            guard let read = try BridgedRequest(.messages, body: body) else { return }
            bridged = read
        } catch {
            return fail(error)
        }
        let (engine, operations) = (shared.engine, shared.operations)
        let model = bridged.conversation.model
        let index = engine.backends.firstIndex { $0.isServing && $0.serves(model) } ?? 0
        let authorization = request.dropsCredentials ? nil : request.head.headers.first(name: "authorization")
        let chat = bridged.body
        perform {
            await operations.countTokens(index, chat, authorization: authorization)
        } then: { answer, tokens in
            let key = TokenRatios.Key(backend: engine.backends[index].name, model: model)
            let ratio = engine.memory.withLock { $0.ratios.ratio(key) }
            let count = tokens ?? max(1, Int(Double(chat.count) * ratio.value))
            answer.send(json: MessagesCatalogue.tokens(count).bytes, status: 200)
        }
    }
}

extension Backend {
    /// Whether it tells that it has this model; a name that nobody knows may be any backend's.
    fileprivate func serves(_ model: String) -> Bool {
        let globs = configuration.models
        return current.models.contains(model) || globs.contains { Glob.matches($0, model) } || globs.isEmpty
    }
}
