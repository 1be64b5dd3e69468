/// Collects the events of running requests into log entries.
struct TrafficLogAssembler {
    private var open: [RequestID: TrafficLogEntry] = [:]
    private let keepsText: Bool

    /// `keepsText`: bodies and texts are to be logged, not only what is known about them.
    init(keepsText: Bool) { self.keepsText = keepsText }

    /// Takes an event; the entry of the request that ended with it.
    mutating func take(_ event: EngineEvent) -> TrafficLogEntry? {
        guard case .request(let event) = event else { return nil }
        if case .received(let received) = event.step {
            // Who watches the proxy is no traffic.
            if received.isMonitoring { return nil }
            if open[event.id] == nil {
                open[event.id] = TrafficLogEntry(id: event.id, received: received, keepsText: keepsText)
            }
            return nil
        }
        guard open[event.id]?.apply(event.step, at: event.at.seconds) == true else { return nil }
        return open.removeValue(forKey: event.id)
    }
}
