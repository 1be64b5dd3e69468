import Monitoring
import Synchronization
import Testing

@testable import ProxyEngine

struct SnapshotFeedTests {
    private final class Events: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }

        func take(_ event: [UInt8]) {
            let line = String(decoding: event.prefix { $0 != 0x0A }, as: UTF8.self)
            names.withLock { $0.append(line) }
        }
    }

    /// For a watcher that takes nothing no event is made, and nothing of the last one is kept; it gets the whole state when it
    /// takes something again, and changes from then on.
    @Test func aStuckWatcherCostsNothing() async {
        let hub = MonitorHub(state: MonitorState())
        let events = Events()
        let feed = SnapshotFeed(hub: hub) { events.take($0) }
        await feed.sendNews()
        await hub.setBanner("a")
        await feed.sendNews()
        #expect(events.all == ["event: snapshot", "event: change"] && feed.keepsSomething)
        feed.eventWasLost()
        #expect(!feed.keepsSomething)
        for banner in ["b", "c"] {
            await hub.setBanner(banner)
            await feed.sendNews()
        }
        #expect(events.all.count == 2 && !feed.keepsSomething)
        await feed.catchUp()
        #expect(events.all.dropFirst(2) == ["event: snapshot"] && feed.keepsSomething)
        // There is nothing more to catch up on.
        await feed.catchUp()
        await hub.setBanner("d")
        await feed.sendNews()
        #expect(events.all.dropFirst(3) == ["event: change"])
    }
}
