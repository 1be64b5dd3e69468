package import Monitoring
package import WireFormats

/// What the proxy does with a request, by method and path.
package enum Route: Equatable, Sendable {
    /// Translated.
    case chat
    /// Through the gate, bytes unchanged.
    case generation
    /// Forwarded, nothing more.
    case other
    /// Answered by the proxy itself.
    case own(OwnRoute)

    package var kind: RouteKind {
        switch self {
        case .chat: .chat
        case .generation: .generation
        case .other: .other
        case .own: .own
        }
    }
}

package enum OwnRoute: Equatable, Sendable {
    case health
    case ready
    case snapshot
    case metrics
    case events
    /// The detail of a request, with or without what was asked.
    case request(RequestID, withPrompt: Bool)
    case control
    /// A browser's question whether a page may ask something.
    case preflight
    /// What agents ask besides answers.
    case side(SideRoute)
    /// Under `/_top`, but nothing that there is.
    case unknown
    /// There is such a route, for another method.
    case wrongMethod(allowed: String)
}

package enum RouteTable {
    /// Routes on which a model works; each takes a place at the gate. Ollama's, llama-server's and OpenAI's names.
    private static let generationPaths: Set<String> = [
        "/v1/completions", "/completions", "/completion", "/infill",
        "/v1/embeddings", "/embeddings", "/embedding", "/api/embed", "/api/embeddings",
        "/v1/rerank", "/rerank", "/v1/reranking", "/reranking", "/v1/score", "/score", "/pooling",
        "/generate", "/api/v1/chat",
        "/v1/audio/transcriptions", "/v1/audio/translations", "/v1/audio/speech", "/v1/images/generations",
    ]

    /// Routes whose bodies are forms with files.
    private static let formPaths: Set<String> = ["/v1/audio/transcriptions", "/v1/audio/translations"]

    private static let ownRoutes: [String: (method: String, route: OwnRoute)] = [
        "/_top/health": ("GET", .health), "/_top/ready": ("GET", .ready), "/_top/snapshot": ("GET", .snapshot),
        "/_top/metrics": ("GET", .metrics), "/_top/events": ("GET", .events), "/_top/control": ("POST", .control),
    ]

    /// The route of a request. `target` is path and query as received; nothing in it is decoded.
    package static func route(method: String, target: String) -> Route {
        // What is nearly always asked for.
        if target == WireProtocol.ID.chatTarget, method == "POST" { return .chat }
        let path = target.prefix { $0 != "?" }
        if path == "/_top" || path.hasPrefix("/_top/") {
            let query = target.dropFirst(path.count + 1).split(separator: "&")
            return .own(ownRoute(method: method, path: String(path), query: query))
        }
        if let side = SideRoute(method: method, path: path) { return .own(.side(side)) }
        guard method == "POST" else { return .other }
        let name = String(path.hasSuffix("/") ? path.dropLast() : path)
        if name == "/v1/chat/completions" || name == "/chat/completions" { return .chat }
        if WireProtocol.id(atPath: name) != nil { return .chat }
        return generationPaths.contains(name) ? .generation : .other
    }

    private static let requestPrefix = "/_top/requests/"

    private static func ownRoute(method: String, path: String, query: [Substring]) -> OwnRoute {
        var entry = ownRoutes[path]
        if path.hasPrefix(requestPrefix), let number = UInt64(path.dropFirst(requestPrefix.count)) {
            let route = OwnRoute.request(RequestID(rawValue: number), withPrompt: !query.contains("prompt=no"))
            entry = ("GET", route)
        }
        guard let entry else { return .unknown }
        if entry.method == method || (entry.method == "GET" && method == "HEAD") { return entry.route }
        return .wrongMethod(allowed: entry.method == "GET" ? "GET, HEAD" : entry.method)
    }

    package static func takesForms(target: String) -> Bool {
        let path = target.prefix { $0 != "?" }
        return formPaths.contains(String(path.hasSuffix("/") ? path.dropLast() : path))
    }

    /// The target to ask the backend for. A chat request without `/v1` gets it, because every backend knows that path.
    package static func upstreamTarget(route: Route, wire: WireProtocol.ID, target: String) -> String {
        route == .chat && wire == .chat && !target.hasPrefix("/v1/") ? "/v1" + target : target
    }
}
