/// What earlier requests have taught about prompts.
struct ContextMemory {
    private static let maximumWarned = 4096

    var ratios = TokenRatios()
    var cuts = SessionCuts()
    var lengths = ConversationLengths()
    var pins = PinnedLines()
    private var warned: Set<SessionCuts.Key> = []

    /// Whether the conversation with these keys is to be warned of: once, not on each of its turns.
    mutating func isNewWarning(_ keys: [SessionCuts.Key], headCount: Int) -> Bool {
        guard headCount > 0, headCount <= keys.count else { return true }
        if warned.count >= Self.maximumWarned { warned = [] }
        return warned.insert(keys[headCount - 1]).inserted
    }
}
