/// What is known of the repeated calls of the requests that are looked at, kept while nothing changes it.
struct RepeatBook: Sendable {
    /// Requests that are looked at at a time, by the screen and by those that are attached.
    private static let capacity = 8
    /// Prompts whose results are looked through: each holds all of those before.
    private static let maximumPrompts = 4

    private struct Entry: Sendable {
        /// What it was found from.
        var calls: Int
        var lastRequest: RequestID
        var repeats: [CallRepeat]
    }
    private var entries: [RequestID: Entry] = [:]
    private var order: [RequestID] = []

    subscript(id: RequestID) -> [CallRepeat]? { entries[id]?.repeats }

    /// Looks the calls of `record` up among the requests of its session, newest first, where that may have changed since
    /// the session's `last` request.
    mutating func update(_ record: RequestRecord, last: RequestID?, session: () -> [RequestRecord]) {
        let id = record.summary.id
        let calls = record.summary.calls
        let last = last ?? id
        if let entry = entries[id], entry.calls == calls.count, entry.lastRequest == last { return }
        let repeats = calls.isEmpty ? [] : Self.repeats(of: record, session())
        if entries.updateValue(Entry(calls: calls.count, lastRequest: last, repeats: repeats), forKey: id) == nil {
            order.append(id)
            if order.count > Self.capacity { entries[order.removeFirst()] = nil }
        }
    }

    private static func repeats(of record: RequestRecord, _ session: [RequestRecord]) -> [CallRepeat] {
        var finder = CallRepeats()
        for earlier in session where earlier.summary.id < record.summary.id && !earlier.isPayloadDropped {
            finder.add(earlier.summary.calls, of: earlier.summary.id)
        }
        guard !finder.found(record.summary.calls).isEmpty else { return [] }
        let later = session.prefix { $0.summary.id >= record.summary.id }
        for prompt in later.prefix(maximumPrompts - 1) + later.suffix(1) {
            _ = prompt.readPrompt { finder.addResults(in: $0, $1) }
        }
        return finder.found(record.summary.calls)
    }
}
