/// A helper that an agent has sent off, which asks in its session's name.
package struct Subagent: Equatable, Sendable {
    /// What the client calls it; empty where it only says that it is one.
    package var id = ""
    /// What it is for, as `Explore`; empty where that is not told.
    package var kind = ""

    package init(id: String = "", kind: String = "") {
        self.id = id
        self.kind = kind
    }

    private static let maximumBytes = 128
    /// Stands in the first line of Claude Code's instructions, which is for its maker's books.
    private static let mark = Array("cc_is_subagent=".utf8)
    private static let markedBytes = 512

    /// What the headers tell; `nil`: the agent itself asks. Claude Code names request classes and agents where it is asked to
    /// (`CLAUDE_CODE_GATEWAY_HINT_HEADERS`); Codex has a thread for each agent, and the session is that of the first.
    package init?(fields: some Sequence<(name: String, value: String)>) {
        var known: [String: String] = [:]
        for (name, value) in fields where name.utf8.count >= 9 && (1...Self.maximumBytes).contains(value.utf8.count) {
            let name = name.lowercased()
            if Self.names.contains(name) { known[name] = value }
        }
        if known["x-claude-code-request-class"] == "subagent" {
            id = known["x-claude-code-agent-id"] ?? ""
            kind = known["x-claude-code-agent-type"] ?? ""
        } else if let thread = known["thread-id"],
            known["x-codex-parent-thread-id"] ?? known["session-id"] ?? thread != thread
        {
            id = thread
            kind = known["x-openai-subagent"] ?? ""
        } else {
            return nil
        }
    }

    private static let names: Set<String> = [
        "x-claude-code-request-class", "x-claude-code-agent-id", "x-claude-code-agent-type", "thread-id", "session-id",
        "x-codex-parent-thread-id", "x-openai-subagent",
    ]

    /// What the prompt's own instructions tell. `opening`: where they begin.
    init?(_ body: UnsafeRawBufferPointer, opening: Range<Int>?) {
        guard let opening else { return nil }
        let head = body[opening].prefix(Self.markedBytes)
        guard
            head.indices.contains(where: { head[$0] == Self.mark[0] && head[$0...].starts(with: Self.mark) })
        else { return nil }
    }
}
