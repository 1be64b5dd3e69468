import Monitoring

/// How a request's time was divided.
struct PhaseTimes {
    struct Phase {
        var name: String
        /// Seconds since the request's arrival.
        var start: Double
        var end: Double
        var style: Style
        var seconds: Double { max(0, end - start) }
    }
    private(set) var phases: [Phase] = []
    private(set) var total: Double
    /// Time in which text was held back; part of the decoding. `nil`: it is not known.
    private(set) var held: Double?

    init(_ request: RequestSummary, now: Double) {
        let end = request.age(at: now)
        total = end
        held = request.heldSeconds.map { min($0, end) }
        let sent = min(request.sentSeconds ?? end, end)
        let first = max(sent, min(request.firstTokenSeconds ?? end, end))
        phases = [Phase(name: "queue", start: 0, end: sent, style: .queued)]
        if request.sentSeconds != nil { phases.append(Phase(name: "fill", start: sent, end: first, style: .prefill)) }
        if request.firstTokenSeconds != nil {
            phases.append(Phase(name: "decode", start: first, end: end, style: .good))
        }
    }
}
