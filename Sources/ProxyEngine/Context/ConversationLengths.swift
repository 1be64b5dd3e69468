/// How long conversations were when they were answered last, in tokens, by which a backend's slot can be recognised.
struct ConversationLengths {
    private static let capacity = 4096
    private var tokens: [Int: Int] = [:]

    /// By the conversation, else by its session.
    func tokens(of keys: SessionAffinity.Keys) -> Int? {
        keys.conversation.flatMap { tokens[$0] } ?? keys.session.flatMap { tokens[$0] }
    }

    mutating func note(_ count: Int, of keys: SessionAffinity.Keys) {
        // What was forgotten is learnt again with the next answer.
        if tokens.count >= Self.capacity { tokens = [:] }
        for key in [keys.conversation, keys.session].compactMap(\.self) { tokens[key] = count }
    }
}
