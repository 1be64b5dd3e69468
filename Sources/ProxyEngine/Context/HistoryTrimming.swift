import WireFormats

/// Decides which messages go where a conversation is too long.
///
/// ```
/// instructions  first user turn  | dropped, oldest first ->  | kept  newest turn
/// ```
/// System and developer messages, the first user turn, the last user message and the newest group of messages always
/// stay. More is dropped than is needed at the moment, so that the cut can stay where it is for some turns: each new
/// cut costs the backend its cached prefix.
struct HistoryTrimming {
    /// Of the tokens that are free besides what must stay, the share that is filled again.
    private static let refill = 0.6
    /// So many user messages at the beginning are one turn: programs send surroundings and task as messages of their own.
    private static let firstTurnLimit = 3

    private let outline: ConversationOutline
    private let messages: [ConversationOutline.Message]
    private let tokens: [Int]
    private let otherTokens: Int
    private let markerTokens: Int

    /// - Parameters:
    ///   - tokens: of each message.
    ///   - otherTokens: of the rest of the prompt, the tools most of all.
    ///   - markerTokens: of the marker.
    init(_ outline: ConversationOutline, tokens: [Int], otherTokens: Int, markerTokens: Int) {
        self.outline = outline
        messages = outline.conversation
        self.tokens = tokens
        self.otherTokens = otherTokens
        self.markerTokens = markerTokens
    }

    /// Whether each of `groups` must stay.
    private func pins(_ groups: [Range<Int>]) -> [Bool] {
        let head = Self.headCount(messages)
        let lastUser = messages.lastIndex { $0.role == .user } ?? -1
        let last = messages.count - 1
        return groups.map { group in
            group.lowerBound < head || group.contains(lastUser) || group.contains(last)
                || messages[group].contains { $0.role == .instructions }
        }
    }

    /// How many messages at the beginning stay: all up to the end of the first user turn.
    static func headCount(_ messages: [ConversationOutline.Message]) -> Int {
        guard let first = messages.firstIndex(where: { $0.role == .user }) else { return 0 }
        let turn = messages[first...].prefix(firstTurnLimit).prefix { $0.role == .user }
        return turn.endIndex
    }

    /// The tokens of the prompt without what `cut` drops.
    func total(after cut: HistoryCut?) -> Int {
        let dropped = cut?.dropped.reduce(0) { $0 + sum($1) } ?? 0
        return otherTokens + tokens.reduce(0, +) - dropped + (cut == nil ? 0 : markerTokens)
    }

    /// Whether `cut`, made for the beginning of this conversation, still keeps together what belongs together.
    func permits(_ cut: HistoryCut) -> Bool {
        guard cut.coveredCount < messages.count else { return false }
        return MessageGroups.of(outline).allSatisfy { group in
            let isDropped = cut.drops(group.lowerBound)
            return group.allSatisfy { cut.drops($0) == isDropped }
        }
    }

    /// What to drop so that at most `limit` tokens are left; `nil`: not even dropping all that may go is enough.
    func cut(toFit limit: Int) -> HistoryCut? {
        let groups = MessageGroups.of(outline)
        let isPinned = pins(groups)
        let pinned = groups.indices.filter { isPinned[$0] }.reduce(otherTokens) { $0 + sum(groups[$1]) }
        let free = limit - pinned - markerTokens
        guard free >= 0 else { return nil }
        let allowed = Int(Double(free) * Self.refill)
        let loose = groups.indices.filter { !isPinned[$0] }
        var kept = loose.reduce(0) { $0 + sum(groups[$1]) }
        var count = 0
        while count < loose.count && (kept > allowed || startsBadly(groups[loose[count]])) {
            kept -= sum(groups[loose[count]])
            count += 1
        }
        return HistoryCut(dropping: loose[..<count].flatMap { groups[$0] })
    }

    /// Two assistant messages would follow each other: the marker and this.
    private func startsBadly(_ group: Range<Int>) -> Bool {
        let first = messages[group.lowerBound]
        return first.role == .assistant && !first.makesCalls
    }

    private func sum(_ range: Range<Int>) -> Int { tokens[range].reduce(0, +) }
}
