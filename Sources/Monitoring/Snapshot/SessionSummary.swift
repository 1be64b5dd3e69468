/// A conversation that goes on over several requests. A row of the list of sessions.
package struct SessionSummary: Equatable, Codable, Sendable, Identifiable {
    /// How the requests were found to belong together.
    package enum Source: String, Codable, Sendable {
        /// A header of the client names the session.
        case header
        /// A member of the body names the session, or who asks.
        case user
        /// The conversation goes on where an earlier request's ended.
        case prefix
    }

    /// What the prompt is made of.
    package struct Part: Equatable, Codable, Sendable {
        package var role: PromptRole
        package var bytes: Int
        /// The prompt's tokens divided as its bytes are: an estimate; `nil` until the backend has counted them.
        package var tokens: Int?

        package init(role: PromptRole, bytes: Int, tokens: Int?) {
            self.role = role
            self.bytes = bytes
            self.tokens = tokens
        }
    }

    /// Short name, unique since the start: `s1`; of a sub-agent in it `s1.1`.
    package var id: String
    package var source: Source
    /// What the client calls it; empty where the conversation is all that is known.
    package var name: String
    package var agent: String
    package var client: String
    package var model: String
    /// Seconds since 1970.
    package var startedAt: Double
    package var lastAt: Double
    package var lastRequest: RequestID
    package var requests = 0
    package var running = 0
    package var failed = 0
    package var calls = 0
    package var badArguments = 0
    package var nearMisses = 0

    /// Over all requests that the backend has counted.
    package var promptTokens = 0
    package var outputTokens = 0
    /// Taken from the backend's cache, and the prompts of the requests of which that is known.
    package var cachedTokens = 0
    package var cacheablePromptTokens = 0

    /// Of the last prompt: its messages without the system's, its parts, and the tokens of the last prompts, oldest first.
    package var messages = 0
    package var parts: [Part] = []
    package var context: [Int] = []

    /// How often a prompt did not go on where the one before had ended, and the last time.
    package var breaks = 0
    package var lastBreak: PrefixBreak?
    package var lastBreakRequest: RequestID?
    /// How often a call with its result was a repetition, and the last time.
    package var loops = 0
    package var lastLoop: ToolLoop?
    package var lastLoopRequest: RequestID?
    /// Since when an operator holds its requests, in seconds since 1970; `nil`: nobody does.
    package var heldSince: Double?

    package init(
        id: String, source: Source, name: String = "", agent: String, client: String, model: String, startedAt: Double,
        lastRequest: RequestID
    ) {
        self.id = id
        self.source = source
        self.name = name
        self.agent = agent
        self.client = client
        self.model = model
        self.startedAt = startedAt
        lastAt = startedAt
        self.lastRequest = lastRequest
    }

    /// The share of the prompts that came from the backend's cache, 0...1; `nil` where no backend has told.
    package var cacheShare: Double? {
        cacheablePromptTokens > 0 ? Double(cachedTokens) / Double(cacheablePromptTokens) : nil
    }

    /// Tokens that the context grew by from one request to the next, over the last ones; `nil` before the second.
    package var growth: Double? {
        guard let first = context.first, let last = context.last, context.count > 1 else { return nil }
        return Double(last - first) / Double(context.count - 1)
    }

    /// The session that a sub-agent works in; `nil`: it is none.
    package var parent: String? { Self.parent(of: id) }

    package static func parent(of id: String) -> String? {
        id.lastIndex(of: ".").map { String(id[..<$0]) }
    }

    package var isHeld: Bool { heldSince != nil }

    package var isProblem: Bool { failed + badArguments + nearMisses + loops > 0 }
}

extension [SessionSummary] {
    /// Sub-agents below their session, and each family where the first of its members stands.
    package var byFamily: [SessionSummary] {
        let known = Set(map(\.id))
        func family(_ session: SessionSummary) -> String {
            session.parent.flatMap { known.contains($0) ? $0 : nil } ?? session.id
        }
        let families = Dictionary(grouping: self, by: family)
        var told: Set<String> = []
        return map(family).filter { told.insert($0).inserted }.flatMap { name -> [SessionSummary] in
            let members = families[name] ?? []
            return members.filter { $0.id == name } + members.filter { $0.id != name }
        }
    }
}

extension MonitorSnapshot {
    /// The sessions that an operator holds, the one first that has been held longest.
    package var heldSessions: [SessionSummary] {
        sessions.filter(\.isHeld).sorted { ($0.heldSince ?? 0, $0.id) < ($1.heldSince ?? 0, $1.id) }
    }
}
