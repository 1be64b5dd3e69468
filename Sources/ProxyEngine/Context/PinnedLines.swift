import WireFormats

/// The first version of each volatile line of a conversation's instructions, to be said again on its later turns.
struct PinnedLines {
    private static let capacity = 512
    private var conversations: [Int: [Int: [UInt8]]] = [:]

    /// What `prompt` is changed in, so that it begins as the turns before it did. `conversation`: by what it is known; a
    /// prompt that is not known has no turns before it.
    mutating func pin(_ prompt: StablePrompt, of conversation: Int?, in body: [UInt8]) -> ContextChange {
        var change = ContextChange()
        var words: [String] = []
        if let order = prompt.toolOrder {
            change.splices.append(order)
            words.append("tools")
        }
        if let conversation, !prompt.lines.isEmpty {
            // What is forgotten costs one reading of the prompt.
            if conversations.count >= Self.capacity, conversations[conversation] == nil { conversations = [:] }
            var pinned = conversations[conversation] ?? [:]
            var count = 0
            for line in prompt.lines {
                let text = Array(body[line.range])
                guard let first = pinned[line.shape] else {
                    pinned[line.shape] = text
                    continue
                }
                guard first != text else { continue }
                change.splices.append(Splice(range: line.range, text: first))
                count += 1
            }
            conversations[conversation] = pinned
            if count > 0 { words.append("lines=\(count)") }
        }
        if !words.isEmpty { change.rewrites = ["cache_stable;" + words.joined(separator: ";")] }
        return change
    }
}
