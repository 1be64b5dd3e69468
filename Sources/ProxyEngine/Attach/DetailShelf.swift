import Monitoring

/// The details of the requests that were opened last, each with the row as of which it was fetched.
struct DetailShelf: Sendable {
    /// Going back and forth between a few requests asks for none of them twice.
    static let capacity = 8
    /// A detail that could not be had is asked for again after so many seconds.
    private static let patience = 1.0

    private struct Entry: Sendable {
        var detail: RequestDetail?
        var row: RequestSummary
        var failedAt: Double?
    }
    private var entries: [RequestID: Entry] = [:]
    /// The one used last stands last.
    private var order: [RequestID] = []
    /// On its way.
    private var asked: Set<RequestID> = []

    subscript(id: RequestID) -> RequestDetail? { entries[id]?.detail }

    /// Forgets what is held of another request with the number of `row`: a proxy that was started again counts from one.
    /// `false`: there was nothing of the kind.
    mutating func forgetFormer(of row: RequestSummary) -> Bool {
        guard let entry = entries[row.id], entry.row.receivedAt != row.receivedAt else { return false }
        entries[row.id] = nil
        order.removeAll { $0 == row.id }
        return true
    }

    /// Whether there is no more to be had of `row` than what is held, which may be nothing.
    func isSettled(_ row: RequestSummary) -> Bool {
        guard let entry = entries[row.id] else { return false }
        return entry.row == row && !asked.contains(row.id)
    }

    /// Whether to ask for the detail of `row` now; it counts as asked for then.
    mutating func shouldAsk(for row: RequestSummary, at now: Double) -> Bool {
        touch(row.id)
        if asked.contains(row.id) { return false }
        if let entry = entries[row.id] {
            if entry.row == row, entry.detail != nil { return false }
            if let failedAt = entry.failedAt, now - failedAt < Self.patience, now >= failedAt { return false }
        }
        asked.insert(row.id)
        return true
    }

    /// Takes an answer; `nil`: there was none.
    mutating func put(_ detail: RequestDetail?, for row: RequestSummary, at now: Double) {
        _ = forgetFormer(of: row)
        var entry = entries[row.id] ?? Entry(row: row)
        entry.row = row
        entry.failedAt = detail == nil ? now : nil
        entry.detail = detail ?? entry.detail
        entries[row.id] = entry
        touch(row.id)
        while order.count > Self.capacity { entries[order.removeFirst()] = nil }
    }

    /// The next question for this request may be asked.
    mutating func answered(_ id: RequestID) { asked.remove(id) }

    private mutating func touch(_ id: RequestID) {
        order.removeAll { $0 == id }
        if entries[id] != nil { order.append(id) }
    }
}
