/// Collects the events of running requests into log entries.
package struct TrafficLogAssembler {
    /// Bytes of text of all that runs together: as much as the monitor keeps. What comes beyond that is left out, and the
    /// entries say so.
    static let maximumTextBytes = 64 << 20

    private var open: [RequestID: TrafficLogEntry] = [:]
    private var textBytes = 0
    private let keepsText: Bool

    /// `keepsText`: bodies and texts are to be logged, not only what is known about them.
    package init(keepsText: Bool) { self.keepsText = keepsText }

    /// Takes an event; the entry of the request that ended with it.
    package mutating func take(_ event: EngineEvent) -> TrafficLogEntry? {
        guard case .request(let event) = event else { return nil }
        if case .received(let received) = event.step {
            // Who watches the proxy is no traffic.
            if received.isMonitoring { return nil }
            if open[event.id] == nil {
                open[event.id] = TrafficLogEntry(id: event.id, received: received, keepsText: keepsText)
            }
            return nil
        }
        guard let before = open[event.id]?.textBytes else { return nil }
        let room = Self.maximumTextBytes - textBytes
        let hasEnded = open[event.id]?.apply(event.step, at: event.at.seconds, room: room) == true
        textBytes += (open[event.id]?.textBytes ?? before) - before
        guard hasEnded else { return nil }
        let entry = open.removeValue(forKey: event.id)
        textBytes -= entry?.textBytes ?? 0
        return entry
    }
}
