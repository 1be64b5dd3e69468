/// Who has been told what, so that nobody is told on every turn.
package struct NoticeBook: Sendable {
    /// Of each kind; then all are told anew, which is better than to grow.
    static let maximumListeners = 4096

    private var memory: [Int: MemoryReport.Level] = [:]
    private var context: Set<Int> = []

    package init() {}

    /// Whether one of `listeners` has not been told of memory being this short: the conversation, and for its first turn
    /// the client, which may only ask single questions.
    func isDue(_ level: MemoryReport.Level, to listeners: [Int]) -> Bool {
        level > .normal && listeners.allSatisfy { memory[$0].map { $0 < level } ?? true }
    }

    mutating func told(_ level: MemoryReport.Level, to listeners: [Int]) {
        if memory.count >= Self.maximumListeners { memory = [:] }
        for listener in listeners { memory[listener] = max(level, memory[listener] ?? level) }
    }

    /// There is enough memory again: the next shortage is news to everybody.
    mutating func memoryIsNormal() { memory = [:] }

    /// Whether the conversation has not been told that it is long.
    func isContextDue(to listener: Int) -> Bool { !context.contains(listener) }

    mutating func toldContext(to listener: Int) {
        if context.count >= Self.maximumListeners { context = [] }
        context.insert(listener)
    }
}
