/// Gathers what was pasted, so that none of it is taken for keys.
struct PasteCollector {
    /// A paste whose end is lost on the way is over after so many seconds of silence.
    private static let patience = 1.0
    /// Nobody reads more in one line.
    private static let maximumCharacters = 100_000

    private var text: String?
    private var count = 0
    private var lastAt = 0.0

    mutating func begin(at now: Double) {
        text = ""
        count = 0
        lastAt = now
    }

    /// Takes a key that was pasted; `false`: nothing is being pasted.
    mutating func take(_ key: Key, at now: Double) -> Bool {
        guard text != nil, now - lastAt < Self.patience else { return false }
        lastAt = now
        guard count < Self.maximumCharacters else { return true }
        count += 1
        switch key {
        case .character(let character): text?.append(character)
        case .enter: text?.append("\n")
        case .tab: text?.append("\t")
        // Nothing else is text.
        default: count -= 1
        }
        return true
    }

    /// What was pasted, once; `nil`: nothing was.
    mutating func end() -> String? {
        defer { text = nil }
        return text
    }

    /// What was pasted and has no end.
    mutating func endIfSilent(at now: Double) -> String? { now - lastAt >= Self.patience ? end() : nil }
}
