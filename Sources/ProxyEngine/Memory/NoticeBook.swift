import Monitoring

/// Who has been told what, so that nobody is told on every turn.
package struct NoticeBook: Sendable {
    /// Something to tell to somebody.
    struct Entry: Sendable {
        /// The conversation, and for its first turn the client, which may only ask single questions.
        var listeners: [Int]
        /// That memory is this short.
        var memory: MemoryReport.Level?
        /// That the conversation is long.
        var context = false

        init(listeners: [Int], memory: MemoryReport.Level? = nil, context: Bool = false) {
            self.listeners = listeners
            self.memory = memory
            self.context = context
        }
    }

    /// Of each kind; then all are told anew, which is better than to grow.
    static let maximumListeners = 4096
    /// How long memory has to be normal until the next shortage is news to everybody: a share that swings around a limit
    /// is not told again and again.
    static let newsSeconds = 600.0

    private var memory: [Int: MemoryReport.Level] = [:]
    private var context: Set<Int> = []
    private var normalSince: Double?

    package init() {}

    /// Whether something of `entry` is news. A shortage is, where none of the listeners has been told of one as bad.
    func isDue(_ entry: Entry) -> Bool {
        let isShort = entry.memory.map { level in entry.listeners.allSatisfy { memory[$0].map { $0 < level } ?? true } }
        let isLong = entry.context && entry.listeners.first.map { !context.contains($0) } ?? false
        return isLong || isShort ?? false
    }

    /// Takes down that `entry` is told now. `false`: it is no news any more.
    mutating func claim(_ entry: Entry) -> Bool {
        guard isDue(entry) else { return false }
        if let level = entry.memory {
            if memory.count >= Self.maximumListeners { memory = [:] }
            for listener in entry.listeners { memory[listener] = max(level, memory[listener] ?? level) }
        }
        if entry.context, let conversation = entry.listeners.first {
            if context.count >= Self.maximumListeners { context = [] }
            context.insert(conversation)
        }
        return true
    }

    /// Takes the level of a moment, in seconds of a clock that never goes back.
    mutating func note(_ level: MemoryReport.Level, at seconds: Double) {
        guard level == .normal else {
            normalSince = nil
            return
        }
        let since = normalSince ?? seconds
        normalSince = since
        if seconds - since >= Self.newsSeconds { memory = [:] }
    }
}
