// What a watcher gets after its first snapshot: the same shape, but of the lists only what has changed. A full history is
// half a megabyte of JSON, four times a second.
extension MonitorSnapshot {
    /// What somebody who has `old` does not know yet. Requests that are no longer listed are named. Of the rows of other
    /// lists that are gone nothing is said: they are as long on both sides, and what leaves them is the same: see
    /// `SnapshotLists`.
    package func changes(since old: MonitorSnapshot) -> MonitorSnapshot {
        var change = self
        change.changesSince = old.now
        change.requests = Self.changed(requests, old.requests)
        let listed = Set(requests.map(\.id))
        change.gone = old.requests.map(\.id).filter { !listed.contains($0) }
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
        gone = nil
        let leaving = Set(change.gone ?? [])
        let staying = leaving.isEmpty ? old.requests : old.requests.filter { !leaving.contains($0.id) }
        requests = Self.merged(staying, change.requests)
        sessions = Self.merged(old.sessions, change.sessions)
        toolUses = Self.merged(old.toolUses, change.toolUses)
        events = Array((change.events + old.events).prefix(EventLog.capacity))
    }

    /// `old` stands in order; rows of `new` take the place of those with the same id.
    private static func merged<Row: ListedRow>(_ old: [Row], _ new: [Row]) -> [Row] {
        guard !new.isEmpty else { return old }
        let replaced = Set(new.map(\.id))
        var rows: [Row] = []
        rows.reserveCapacity(old.count + new.count)
        var rest = new.sorted { $0.stands(before: $1) }[...]
        for row in old where !replaced.contains(row.id) {
            while let next = rest.first, next.stands(before: row) { rows.append(rest.removeFirst()) }
            rows.append(row)
        }
        return (rows + rest).bounded
    }
}
