/// A conversation that goes on over several requests. A row of the list of sessions.
package struct SessionSummary: Equatable, Codable, Sendable, Identifiable {
    /// How the requests were found to belong together.
    package enum Source: String, Codable, Sendable {
        /// A header of the client names the session.
        case header
        /// The request's `user` or another member that names the session or who asks.
        case user
        /// The conversation goes on where an earlier request's ended.
        case prefix
    }

    /// Short name, unique since the start: `s1`.
    package var id: String
    package var source: Source
    /// What the client calls it; empty where the conversation's beginning is all that is known.
    package var name: String
    package var agent: String
    package var client: String
    package var model: String
    /// Seconds since 1970.
    package var startedAt: Double
    package var lastAt: Double
    package var requests = 0
    package var running = 0
    package var lastRequest: RequestID

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
}
