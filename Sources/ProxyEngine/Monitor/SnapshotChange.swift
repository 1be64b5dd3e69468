// What a watcher gets after its first snapshot: the same shape, but of the lists only what has changed. A full history is
// half a megabyte of JSON, four times a second.
extension MonitorSnapshot {
    /// What somebody who has `old` does not know yet. Rows that `old` has and this one has not are not told of: lists are
    /// bounded on both sides.
    package func changes(since old: MonitorSnapshot) -> MonitorSnapshot {
        var change = self
        change.changesSince = old.now
        change.requests = Self.changed(requests, old.requests)
        change.sessions = Self.changed(sessions, old.sessions)
        change.toolUses = Self.changed(toolUses, old.toolUses)
        let last = old.events.first?.id ?? 0
        change.events = events.filter { $0.id > last }
        return change
    }

    private static func changed<Row: Identifiable & Equatable>(_ rows: [Row], _ old: [Row]) -> [Row] {
        let known = Dictionary(old.map { ($0.id, $0) }) { first, _ in first }
        return rows.filter { known[$0.id] != $0 }
    }

    /// Brings this snapshot up to date with what ``changes(since:)`` has made.
    package mutating func take(_ change: MonitorSnapshot) {
        let old = self
        self = change
        changesSince = nil
        requests = Self.merged(old.requests, change.requests, limit: MonitorState.historyCapacity) { $0.id > $1.id }
        sessions = Self.merged(old.sessions, change.sessions, limit: SessionBook.capacity) {
            ($0.startedAt, $0.lastRequest) > ($1.startedAt, $1.lastRequest)
        }
        toolUses = Self.merged(old.toolUses, change.toolUses, limit: ToolUseBook.capacity) {
            ($1.calls + $1.nearMisses, $0.id) < ($0.calls + $0.nearMisses, $1.id)
        }
        events = Array((change.events + old.events).prefix(EventLog.capacity))
    }

    private static func merged<Row: Identifiable>(
        _ old: [Row], _ new: [Row], limit: Int, by isBefore: (Row, Row) -> Bool
    ) -> [Row] {
        guard !new.isEmpty else { return old }
        let replaced = Set(new.map(\.id))
        return Array((new + old.filter { !replaced.contains($0.id) }).sorted(by: isBefore).prefix(limit))
    }
}
