import Monitoring
import ProxyEngine
import Synchronization

/// All who read the engine's events.
final class EventReaders: Sendable {
    private let hub: MonitorHub
    private let output: HeadlessOutput
    private let log = Mutex<TrafficLogWriter?>(nil)

    init(hub: MonitorHub, output: HeadlessOutput) {
        self.hub = hub
        self.output = output
    }

    /// The traffic log tells of its own troubles by events, so it can only be made after the publisher.
    func attach(_ writer: TrafficLogWriter?) { log.withLock { $0 = writer } }

    func take(_ events: [EngineEvent]) async {
        log.withLock { $0 }?.offer(events)
        guard await output.isWriting else {
            await hub.apply(events)
            return await output.take(events, news: [])
        }
        await output.take(events, news: hub.news(of: events))
    }

    /// Returns when the traffic log has been written.
    func flush() async { await log.withLock { $0 }?.flush() }
}
