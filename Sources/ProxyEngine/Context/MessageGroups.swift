import WireFormats

/// Which messages must be kept or dropped together: a call with all its results, and what stands between them.
enum MessageGroups {
    /// The messages in groups, in order and without gaps.
    static func of(_ outline: ConversationOutline) -> [Range<Int>] {
        let messages = outline.conversation
        var reach = Array(messages.indices)
        var callers: [UInt64: Int] = [:]
        var lastCaller: Int?
        for (index, message) in messages.enumerated() {
            if message.makesCalls {
                lastCaller = index
                // Clients that number calls anew in each message mean the latest.
                for case let id? in outline.calls(of: message).map(\.id) { callers[id] = index }
            }
            guard message.role == .result, index > 0 else { continue }
            // A result that names no known call belongs to what it follows.
            let caller = message.answeredID.flatMap { callers[$0] } ?? lastCaller ?? index - 1
            reach[caller] = index
        }
        return merged(reach)
    }

    private static func merged(_ reach: [Int]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        var end = -1
        for (index, last) in reach.enumerated() {
            if index > end && index > start {
                groups.append(start..<index)
                start = index
            }
            end = max(end, last)
        }
        if !reach.isEmpty { groups.append(start..<reach.count) }
        return groups
    }
}
