/// A row of one of a snapshot's lists: where it stands, and which one goes when there are too many. Whoever follows a
/// proxy's lists by their changes must drop the rows that the proxy drops.
protocol ListedRow: Identifiable {
    /// Rows of the list.
    static var capacity: Int { get }
    /// The order of the list.
    func stands(before other: Self) -> Bool
    /// The order in which rows go.
    func leaves(before other: Self) -> Bool
}

extension Array where Element: ListedRow {
    /// At most as many as the list has; in the same order.
    var bounded: [Element] {
        guard count > Element.capacity else { return self }
        let leaving = indices.sorted { self[$0].leaves(before: self[$1]) }.prefix(count - Element.capacity)
        let gone = Set(leaving)
        return indices.filter { !gone.contains($0) }.map { self[$0] }
    }
}

extension [RequestSummary] {
    /// At most so many of each kind, as one proxy would have them; in the same order.
    func bounded(_ history: HistoryReport) -> [RequestSummary] {
        var gone: Set<Int> = []
        for isProblem in [false, true] {
            let own = indices.filter { (self[$0].isProblem && !self[$0].phase.isRunning) == isProblem }
            let limit = isProblem ? history.problemRows : history.rows
            guard own.count > limit else { continue }
            gone.formUnion(own.sorted { self[$0].leaves(before: self[$1]) }.prefix(own.count - limit))
        }
        return gone.isEmpty ? self : indices.filter { !gone.contains($0) }.map { self[$0] }
    }
}

extension RequestSummary: ListedRow {
    /// As many as are taken from elsewhere: a proxy names those that leave, and how many it keeps is its own affair.
    static var capacity: Int { 20_000 }

    /// The newest first.
    func stands(before other: RequestSummary) -> Bool { id > other.id }

    /// What ended first; of what runs the oldest.
    func leaves(before other: RequestSummary) -> Bool {
        guard let ended = endedAt else { return other.endedAt == nil && id < other.id }
        guard let otherEnded = other.endedAt else { return true }
        return (ended, id) < (otherEnded, other.id)
    }

    private var endedAt: Double? { phase.isRunning ? nil : receivedAt + (endedSeconds ?? 0) }
}

extension SessionSummary: ListedRow {
    /// Sessions that are remembered; the one that was silent longest gives way.
    package static var capacity: Int { 100 }

    /// The newest first.
    func stands(before other: SessionSummary) -> Bool {
        (startedAt, lastRequest) > (other.startedAt, other.lastRequest)
    }

    /// The one that was silent longest; those in which something runs last.
    func leaves(before other: SessionSummary) -> Bool {
        if (running == 0) != (other.running == 0) { return running == 0 }
        return (lastAt, id) < (other.lastAt, other.id)
    }
}

extension ToolUse: ListedRow {
    /// Names come from models, which can write anything; what is used least lately gives way.
    static var capacity: Int { 200 }

    /// The most used first, equal ones by name.
    func stands(before other: ToolUse) -> Bool {
        (other.calls.adding(other.nearMisses), id) < (calls.adding(nearMisses), other.id)
    }

    /// The one not used longest.
    func leaves(before other: ToolUse) -> Bool { (lastUsedAt, id) < (other.lastUsedAt, other.id) }
}
