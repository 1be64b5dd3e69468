import Monitoring

/// What agents ask besides answers. Most backends do not know these routes, so the proxy answers them itself, outside the
/// gate; they are not shown.
package enum SideRoute: Equatable, Sendable {
    /// Anthropic's count of a prompt's tokens.
    case countTokens
    /// The list of models as Anthropic's clients want it.
    case anthropicModels
    /// Whether anybody is there at all.
    case hello
    case ollamaTags, ollamaShow, ollamaRunning, ollamaVersion

    private static let routes: [String: SideRoute] = [
        "POST /v1/messages/count_tokens": .countTokens, "HEAD /api/hello": .hello, "HEAD /": .hello,
        "GET /api/tags": .ollamaTags, "HEAD /api/tags": .ollamaTags, "POST /api/show": .ollamaShow,
        "GET /api/ps": .ollamaRunning, "GET /api/version": .ollamaVersion, "HEAD /api/version": .ollamaVersion,
    ]

    /// The side route of a request; `nil`: it is none.
    package init?(method: String, path: some StringProtocol) {
        guard let route = Self.routes["\(method) \(path)"] else { return nil }
        self = route
    }

    var isOllamas: Bool {
        switch self {
        case .ollamaTags, .ollamaShow, .ollamaRunning, .ollamaVersion, .hello: true
        case .countTokens, .anthropicModels: false
        }
    }
}

extension OwnRoute {
    var isSide: Bool { if case .side = self { true } else { false } }
}

extension Engine {
    /// Whether a backend is to answer it: one that is Ollama itself, or all where nothing is to be touched.
    func passesOn(_ side: SideRoute) -> Bool {
        configuration.streamMode == .passthrough || side.isOllamas && backends.contains { $0.kind == .ollama }
    }
}
