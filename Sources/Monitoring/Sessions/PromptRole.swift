/// Whose part of a prompt something is.
package enum PromptRole: String, Codable, CaseIterable, Sendable {
    case tools, system, user, assistant
    /// What a tool gave back.
    case result

    /// Of a message with this role, or of an item of this type.
    init(label: String) {
        switch label {
        case "system", "developer": self = .system
        case "assistant", "model", "function_call", "reasoning": self = .assistant
        case "tool", "function", "function_call_output": self = .result
        default: self = .user
        }
    }

    var isConversation: Bool { self != .tools && self != .system }
}
