import Monitoring
package import WireFormats

/// Whose turns a request takes while it waits: requests of one session stand in one line, and sessions take turns.
///
/// What is to be told apart are the agents that share a backend, so an agent's parallel requests should meet here: they
/// share a header, a name in the body, or the first message, which mostly is the agent's own instructions.
package struct QueueSession: Hashable, Sendable {
    private let rawValue: Int

    /// A request of `client` (its address), of the program `agent`, with these credentials. `header` is what
    /// ``SessionHeader`` says; only where that is empty the body is looked at.
    package init(
        client: String, credentials: String, agent: String, header: String, body: UnsafeRawBufferPointer,
        outline: ConversationOutline? = nil
    ) {
        // Seeded anew in each run, so nobody outside can choose a body that lands in another one's line.
        var hasher = Hasher()
        hasher.combine(client)
        hasher.combine(credentials)
        if !header.isEmpty {
            hasher.combine(header)
        } else {
            let name = SessionName(body, outline)
            if let session = name.session {
                hasher.combine(session)
            } else {
                hasher.combine(agent)
                if let user = name.user {
                    hasher.combine(user)
                } else if let opening = name.opening {
                    hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: body[opening]))
                }
            }
        }
        rawValue = hasher.finalize()
    }

    /// For tests: one of so many.
    package init(number: Int) { rawValue = number }
}
