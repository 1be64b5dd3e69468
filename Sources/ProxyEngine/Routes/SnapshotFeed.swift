/// What a watcher of `/_top/events` gets: the snapshot at once, and again whenever something has changed.
struct SnapshotFeed: Sendable {
    /// No more than four snapshots a second to each watcher.
    private static let interval = Duration.milliseconds(250)
    /// A full history is half a megabyte of JSON: a watcher takes no more than a twentieth of a core.
    private static let restPerWork = 20

    let hub: MonitorHub
    /// Takes one event of the stream.
    let send: @Sendable ([UInt8]) -> Void

    /// Runs until its task is cancelled.
    func run() async {
        let changes = await hub.changes()
        await sendSnapshot()
        for await _ in changes {
            let work = await ContinuousClock().measure { await sendSnapshot() }
            guard (try? await Task.sleep(for: max(Self.interval, work * Self.restPerWork))) != nil else { return }
        }
    }

    private func sendSnapshot() async {
        guard let json = try? SnapshotJSON.encode(await hub.snapshot()) else { return }
        send(Array("event: snapshot\ndata: ".utf8) + [UInt8](json) + Array("\n\n".utf8))
    }
}
