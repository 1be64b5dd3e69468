/// How long ended requests took, phase by phase. Only of those that generate: others have no phases.
package struct PhaseHistograms: Equatable, Sendable {
    private(set) var total = LatencyHistogram()
    private var queue = LatencyHistogram()
    private var fill = LatencyHistogram()
    private var decode = LatencyHistogram()
    private var held = LatencyHistogram()

    /// By the names that the screen has for them.
    var byName: [(name: String, histogram: LatencyHistogram)] {
        [("queue", queue), ("fill", fill), ("decode", decode), ("held", held)]
    }

    /// Counts each phase that `row` has reached.
    mutating func add(_ row: RequestSummary) {
        guard row.kind == .chat || row.kind == .generation, let end = row.endedSeconds else { return }
        total.add(end)
        queue.add(min(row.sentSeconds ?? end, end))
        guard let sent = row.sentSeconds else { return }
        fill.add(max(0, min(row.firstTokenSeconds ?? end, end) - sent))
        if let first = row.firstTokenSeconds { decode.add(max(0, end - max(first, sent))) }
        if let held = row.heldSeconds { self.held.add(min(held, end)) }
    }
}
