import ProxyEngine

/// All who read the engine's events.
final class EventReaders: Sendable {
    private let hub: MonitorHub

    init(hub: MonitorHub) { self.hub = hub }

    func take(_ events: [EngineEvent]) async { await hub.apply(events) }
}
