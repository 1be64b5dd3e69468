/// What a page in a browser may do. A browser sends what any page tells it to, from inside the user's machine and network; it
/// also says for whom. Values in, verdict out.
package struct BrowserRules: Sendable {
    /// What the request says about where it comes from.
    package struct Request: Sendable {
        package var method: String
        package var target: String
        /// The `Host` field; empty: there is none, which no browser does.
        package var host = ""
        /// All `Origin` fields.
        package var origins: [String] = []
        /// `Sec-Fetch-Site`, `Sec-Fetch-Mode`: empty outside of browsers.
        package var site = ""
        package var mode = ""
        package var contentType: String?
        package var requestedMethod: String?
        package var requestedFields: String?
        package var asksForPrivateNetwork = false
        /// It has presented one of the proxy's keys, which no page knows whose user has not entered it.
        package var hasKey = false

        package init(method: String, target: String) {
            self.method = method
            self.target = target
        }
    }

    package enum Verdict: Equatable, Sendable {
        /// Goes on. Its answer gets `fields`.
        case allowed(fields: [String: String])
        /// A browser asks beforehand; here is the whole answer.
        case preflight(fields: [String: String])
        case refused(ProxyError)
    }

    private let host: String
    private let allowed: [OriginPattern]

    /// `host`: where the proxy listens. `allowed`: pages that may use it, besides its own and those of this machine.
    package init(host: String, allowed: [OriginPattern]) {
        self.host = host
        self.allowed = allowed
    }

    package func verdict(on request: Request, route: Route) -> Verdict {
        if !request.hasKey, let problem = hostProblem(request.host) { return .refused(problem) }
        guard let first = request.origins.first else { return withoutOrigin(request, route) }
        guard request.origins.count == 1, let origin = OriginPattern(first), isAllowed(origin, host: request.host)
        else {
            return .refused(
                .forbidden(
                    "Pages of \(first.prefix(200)) may not use this proxy; allowed_origins names those that may."))
        }
        let fields = Self.fields(for: first)
        if request.method == "OPTIONS", let method = request.requestedMethod {
            return .preflight(fields: fields.merging(Self.answer(to: request, method)) { $1 })
        }
        if let problem = typeProblem(request, route) { return .refused(problem) }
        return .allowed(fields: fields)
    }

    // MARK: Host

    /// A page whose name was bound to our address behind the browser's back sends that name. Addresses cannot be bound, nor
    /// names that nobody can register.
    private func hostProblem(_ field: String) -> ProxyError? {
        guard !field.isEmpty, !Self.isPlainlyLocal(field) else { return nil }
        let host = HostName(field)
        if host.isAddress || host.isPrivate || host == HostName(self.host) { return nil }
        if allowed.contains(where: { $0.host == host }) { return nil }
        return .forbidden(
            "This proxy is not known as \(field.prefix(200)): use an IP address or localhost, put the name's origin into "
                + "allowed_origins, or send a key.")
    }

    /// What nearly all say; it need not be taken apart.
    private static func isPlainlyLocal(_ field: String) -> Bool {
        guard field.hasPrefix("127.0.0.1") || field.hasPrefix("localhost") else { return false }
        let port = field.utf8.dropFirst(9)
        guard let first = port.first else { return true }
        return first == UInt8(ascii: ":") && port.dropFirst().allSatisfy { 0x30...0x39 ~= $0 }
    }

    // MARK: Origin

    private func isAllowed(_ origin: OriginPattern, host: String) -> Bool {
        let isWeb = origin.text.hasPrefix("http://") || origin.text.hasPrefix("https://")
        if isWeb, !host.isEmpty {
            // The page was loaded from here.
            let own = ["http://", "https://"].compactMap { OriginPattern($0 + host) }
            if own.contains(origin) { return true }
        }
        if isWeb, let page = origin.host, page.isLoopback || page.text.hasSuffix(".localhost") { return true }
        return allowed.contains { $0.matches(origin) }
    }

    /// No browser leaves the origin out where a page may read the answer or has written the request, except for a page that
    /// loads a picture or a script from here. Only a link that the user has followed is none of that.
    private func withoutOrigin(_ request: Request, _ route: Route) -> Verdict {
        if request.site == "cross-site" && request.mode != "navigate" {
            return .refused(.forbidden("A page of another site may not load this."))
        }
        if let problem = typeProblem(request, route) { return .refused(problem) }
        return .allowed(fields: [:])
    }

    // MARK: Types

    /// The types that a browser sends anywhere without asking beforehand.
    private static let simpleTypes: Set<String> = [
        "", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded",
    ]

    private func typeProblem(_ request: Request, _ route: Route) -> ProxyError? {
        var type: String {
            (request.contentType ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        }
        switch route {
        case .own(.control): if type == "application/json" { return nil }
        case .chat, .generation:
            // What is no browser may leave the type out or send curl's.
            let isBrowser = !request.origins.isEmpty || !request.site.isEmpty
            if !isBrowser || !Self.simpleTypes.contains(type) || RouteTable.takesForms(target: request.target) {
                return nil
            }
        case .other, .own: return nil
        }
        return .invalidRequest("Send it with Content-Type: application/json.", status: 415, code: "not_json")
    }

    // MARK: Answers

    private static func fields(for origin: String) -> [String: String] {
        [
            "Access-Control-Allow-Origin": origin, "Vary": "Origin",
            "Access-Control-Expose-Headers": "X-Request-Id, X-Llama-Stream-Top, Retry-After",
        ]
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    /// Fields that clients of models send.
    private static let knownFields: Set<String> = [
        "accept", "accept-language", "api-key", "authorization", "cache-control", "content-language", "content-type",
        "http-referer", "idempotency-key", "last-event-id", "pragma", "user-agent",
    ]
    private static let knownPrefixes = ["x-", "anthropic-", "openai-"]

    private static func answer(to request: Request, _ method: String) -> [String: String] {
        var fields = [
            "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
            "Access-Control-Max-Age": "600",
        ]
        if methods.contains(method) { fields["Access-Control-Allow-Methods"] = method }
        let names = (request.requestedFields ?? "").split(separator: ",").map { name in
            name.lowercased().filter { $0 != " " && $0 != "\t" }
        }
        let known = names.filter { name in
            knownFields.contains(name) || knownPrefixes.contains { name.hasPrefix($0) }
        }
        if !known.isEmpty { fields["Access-Control-Allow-Headers"] = known.joined(separator: ", ") }
        if request.asksForPrivateNetwork { fields["Access-Control-Allow-Private-Network"] = "true" }
        return fields
    }
}
