/// Which request is in which slot. A server numbers its tasks and knows nothing of our requests: both are put in the order in
/// which they came, and what has been matched stays so as long as the task does.
struct SlotBook: Sendable {
    private var slots: [String: [SlotReport]] = [:]

    /// The report with the requests in it. `running`: those at the backend, in the order in which they were sent.
    mutating func matched(
        _ report: CacheReport, of backend: String, running: [RequestID], at now: Double
    ) -> CacheReport {
        var report = report
        let known = Dictionary((slots[backend] ?? []).map { ($0.id, $0) }) { first, _ in first }
        for index in report.slots.indices {
            report.slots[index].goOn(from: known[report.slots[index].id], running: running, at: now)
        }
        let taken = Set(report.slots.filter { $0.phase != .idle }.compactMap(\.request))
        let waiting = running.filter { !taken.contains($0) }
        let open = report.slots.indices.filter { report.slots[$0].phase != .idle && report.slots[$0].request == nil }
            .sorted { (report.slots[$0].task ?? 0, $0) < (report.slots[$1].task ?? 0, $1) }
        // More slots at work than requests of ours: others use the server too, and which is whose cannot be told.
        if open.count <= waiting.count {
            for (slot, request) in zip(open, waiting) { report.slots[slot].request = request }
        }
        slots[backend] = report.slots
        return report
    }

    /// The backend is gone, and what it held.
    mutating func forget(_ backend: String) { slots[backend] = nil }
}

extension SlotReport {
    /// Takes over what was known of the slot before.
    fileprivate mutating func goOn(from old: SlotReport?, running: [RequestID], at now: Double) {
        guard let old else { return }
        if phase == .idle { idleSince = old.phase == .idle ? old.idleSince : now }
        guard task == old.task else { return }
        // What begins in an idle slot is new. Where tasks have no numbers, another request may be in it by now.
        let goesOn = old.phase != .idle && (task != nil || old.request.map(running.contains) ?? false)
        if phase == .idle || goesOn { request = old.request }
    }
}
