import Monitoring

/// Whether a backend of the pool gets requests: what its failures say, and what an operator has said.
struct BackendStanding {
    var circuit = Circuit()
    /// The latest failure, in words.
    var lastFailure: String?
    /// Why it gets no new requests; `nil`: it gets some.
    var drainReason: String?

    /// Puts it into what the monitor gets.
    func describe(in report: inout BackendReport) {
        report.drainReason = drainReason
        guard !circuit.isClosed else { return }
        report.circuit = circuit.isTrying ? .halfOpen : .open
        let count = circuit.failureCount
        report.circuitReason = lastFailure.map { "\(count), the last: \($0)" } ?? count
    }
}
