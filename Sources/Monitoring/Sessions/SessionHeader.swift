/// Headers with which clients name the conversation that a request belongs to.
package enum SessionHeader {
    /// In the order in which they count. Sources: Claude Code's gateway documentation (`x-claude-code-session-id`),
    /// opencode's `session/llm/request.ts` (`x-session-id`, `x-session-affinity`, `x-opencode-session`), codex and pi
    /// (`session-id`, `session_id`).
    package static let names = [
        "x-claude-code-session-id", "x-session-id", "session-id", "session_id", "x-opencode-session",
        "x-session-affinity", "x-conversation-id", "conversation-id",
    ]

    /// Longer values name nothing.
    private static let maximumBytes = 256

    /// The session's name; empty where no header tells one. Besides the known ones counts `x-...-session-id`, by which
    /// gateways recognise others.
    package static func value(in fields: some Sequence<(name: String, value: String)>) -> String {
        var found: (rank: Int, value: String)?
        for (name, value) in fields where mayName(name) {
            let name = name.lowercased()
            let isNamed = name.hasPrefix("x-") && name.hasSuffix("-session-id")
            guard let rank = names.firstIndex(of: name) ?? (isNamed ? names.count : nil),
                (1...maximumBytes).contains(value.utf8.count), rank < found?.rank ?? .max
            else { continue }
            found = (rank, value)
        }
        return found?.value ?? ""
    }

    /// Cheaper than to look each name up: all of them are so long and end so.
    private static func mayName(_ name: String) -> Bool {
        guard name.utf8.count >= 10, let last = name.utf8.last.map({ $0 | 0x20 }) else { return false }
        return last == UInt8(ascii: "d") || last == UInt8(ascii: "n") || last == UInt8(ascii: "y")
    }
}
