import Monitoring
import Synchronization

/// What a watcher of `/_top/events` gets: the snapshot at once, and what has changed whenever something has.
final class SnapshotFeed: Sendable {
    /// No more than four events a second to each watcher.
    private static let interval = Duration.milliseconds(250)
    /// A full history is half a megabyte of JSON: a watcher takes no more than a twentieth of a core.
    private static let restPerWork = 20

    private struct State {
        /// What the watcher knows; `nil`: nothing to go on from.
        var sent: MonitorSnapshot?
        /// It does not take what it is sent: nothing is made for it, and nothing kept.
        var isStuck = false
    }

    private let hub: MonitorHub
    /// Takes one event of the stream.
    private let send: @Sendable ([UInt8]) -> Void
    private let state = Mutex(State())

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

    /// An event did not reach the watcher: the next one is the whole state, once it takes something again.
    func eventWasLost() { state.withLock { $0 = State(sent: nil, isStuck: true) } }

    /// The watcher takes something. Sends the whole state if that is what it needs.
    func catchUp() async {
        let isDue = state.withLock { state in
            state.isStuck = false
            return state.sent == nil
        }
        if isDue { await sendNews() }
    }

    /// What the watcher knows is kept, to tell the next changes by.
    var keepsSomething: Bool { state.withLock { $0.sent != nil } }

    func sendNews() async {
        guard !state.withLock({ $0.isStuck }) else { return }
        let snapshot = await hub.snapshot()
        let before = state.withLock { state in
            defer { if !state.isStuck { state.sent = snapshot } }
            return state.sent
        }
        let news = before.map { snapshot.changes(since: $0) } ?? snapshot
        guard let json = try? SnapshotJSON.encode(news) else { return state.withLock { $0.sent = nil } }
        let name = before == nil ? "snapshot" : "change"
        send(Array("event: \(name)\ndata: ".utf8) + [UInt8](json) + Array("\n\n".utf8))
    }
}
