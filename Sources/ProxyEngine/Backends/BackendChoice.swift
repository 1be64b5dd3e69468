/// Which backend of the pool gets a request.
package enum BackendChoice {
    package struct Candidate: Equatable, Sendable {
        package var state: BackendReport.State
        package var models: [String]
        package var running: Int
        package var queued: Int
        package var limit: Int

        package init(state: BackendReport.State, models: [String], running: Int, queued: Int, limit: Int) {
            self.state = state
            self.models = models
            self.running = running
            self.queued = queued
            self.limit = limit
        }

        /// Work per place.
        var load: Double { Double(running + queued) / Double(max(1, limit)) }
    }

    /// The index of the backend to ask: one that is not down, that serves `model` if any does, with the least to do;
    /// the first of equals. `nil` only for an empty pool.
    package static func pick(_ candidates: [Candidate], model: String) -> Int? {
        if candidates.count == 1 { return 0 }
        var best: Int?
        for index in candidates.indices {
            guard let current = best else {
                best = index
                continue
            }
            if isBetter(candidates[index], than: candidates[current], model: model) { best = index }
        }
        return best
    }

    private static func isBetter(_ a: Candidate, than b: Candidate, model: String) -> Bool {
        let (aUp, bUp) = (a.state != .down, b.state != .down)
        if aUp != bUp { return aUp }
        if !model.isEmpty {
            let (aServes, bServes) = (a.models.contains(model), b.models.contains(model))
            if aServes != bServes { return aServes }
        }
        return a.load < b.load
    }
}
