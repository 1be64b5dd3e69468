import Monitoring
import Synchronization

/// What a watcher of `/_top/events` gets: the snapshot at once, and what has changed whenever something has.
final class SnapshotFeed: Sendable {
    /// No more than four events a second to each watcher.
    private static let interval = Duration.milliseconds(250)
    /// A full history is half a megabyte of JSON: a watcher takes no more than a twentieth of a core.
    private static let restPerWork = 20

    private let hub: MonitorHub
    /// Takes one event of the stream.
    private let send: @Sendable ([UInt8]) -> Void
    /// What the watcher knows; `nil`: nothing to go on from.
    private let sent = Mutex<MonitorSnapshot?>(nil)

    init(hub: MonitorHub, send: @escaping @Sendable ([UInt8]) -> Void) {
        self.hub = hub
        self.send = send
    }

    /// Runs until its task is cancelled.
    func run() async {
        let changes = await hub.changes()
        await sendNews()
        for await _ in changes {
            let work = await ContinuousClock().measure { await sendNews() }
            guard (try? await Task.sleep(for: max(Self.interval, work * Self.restPerWork))) != nil else { return }
        }
    }

    /// An event did not reach the watcher: the next one is the whole state.
    func eventWasLost() { sent.withLock { $0 = nil } }

    /// Sends the whole state if that is what the watcher needs.
    func catchUp() async {
        if sent.withLock({ $0 == nil }) { await sendNews() }
    }

    private func sendNews() async {
        let snapshot = await hub.snapshot()
        let before = sent.withLock { sent in
            defer { sent = snapshot }
            return sent
        }
        let news = before.map { snapshot.changes(since: $0) } ?? snapshot
        guard let json = try? SnapshotJSON.encode(news) else { return eventWasLost() }
        let name = before == nil ? "snapshot" : "change"
        send(Array("event: \(name)\ndata: ".utf8) + [UInt8](json) + Array("\n\n".utf8))
    }
}
