/// Where a prompt parts from the one before it in its conversation. What the backend has cached is of no use from there
/// on.
package struct PrefixBreak: Equatable, Codable, Sendable {
    /// The request with the prompt before.
    package var previous: RequestID
    package var role: PromptRole
    /// Index among the messages, from 0; `nil` for tool definitions.
    package var message: Int?
    /// Byte of the message's text, from 0; `nil` for tool definitions.
    package var byte: Int?
    /// The line in which they differ, then and now; of tools the names of those that went and came.
    package var before: String
    package var after: String
    /// Bytes of the former prompt that are still a prefix, and all of them.
    package var keptBytes: Int
    package var formerBytes: Int
    /// What the proxy itself did that made them differ; `nil`: the client wrote them differently.
    package var ownWork: String?

    package init(
        previous: RequestID, role: PromptRole, message: Int? = nil, byte: Int? = nil, before: String = "",
        after: String = "", keptBytes: Int, formerBytes: Int
    ) {
        self.previous = previous
        self.role = role
        self.message = message
        self.byte = byte
        self.before = before
        self.after = after
        self.keptBytes = keptBytes
        self.formerBytes = formerBytes
    }

    /// `the system prompt`, `the tool definitions`, `messages[3] (user)`
    package var place: String {
        switch (role, message) {
        case (.tools, _): "the tool definitions"
        case (.system, _): "the system prompt"
        case (_, let message?): "messages[\(message)] (\(role.rawValue))"
        case (_, nil): "the prompt"
        }
    }

    /// Share of the former prompt that is still a prefix, in whole percent.
    package var keptPercent: Int { formerBytes > 0 ? min(99, keptBytes * 100 / formerBytes) : 0 }
}

extension PrefixBreak {
    /// `nil` where one prompt is the beginning of the other.
    init?(_ comparison: PromptComparison) {
        let places = (kept: comparison.sharedBytes, former: comparison.bytesBefore)
        if comparison.hasOtherTools {
            self.init(previous: comparison.previous, role: .tools, keptBytes: 0, formerBytes: places.former)
            let lost = (comparison.removedTools + comparison.changedTools).joined(separator: " ")
            let gained = (comparison.addedTools + comparison.changedTools).joined(separator: " ")
            before = lost.bounded(to: Self.maximumTextBytes).neutralised
            after = gained.bounded(to: Self.maximumTextBytes).neutralised
            return
        }
        guard let found = comparison.difference, let now = found.now, comparison.sharedMessages < comparison.messages
        else { return nil }
        self.init(
            previous: comparison.previous, role: PromptRole(label: found.role), message: found.message,
            byte: found.offset, before: (found.before ?? "").bounded(to: Self.maximumTextBytes).neutralised,
            after: now.bounded(to: Self.maximumTextBytes).neutralised, keptBytes: places.kept + found.offset,
            formerBytes: places.former)
        ownWork = comparison.ownWork
    }

    /// An excerpt is no longer than a line.
    private static let maximumTextBytes = 160
}
