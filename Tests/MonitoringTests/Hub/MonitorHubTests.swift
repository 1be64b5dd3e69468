import Monitoring
import Synchronization
import TestSupport
import Testing

struct MonitorHubTests {
    private final class ManualClock: Sendable {
        let time = Mutex(RequestScript.start)
        var now: Double { time.withLock { $0 } }
    }

    @Test func snapshotsCarryTheClocksTime() async {
        let clock = ManualClock()
        let hub = MonitorHub(state: MonitorState(startedAt: clock.now), now: { clock.now })
        await hub.apply([RequestScript().received()])
        clock.time.withLock { $0 += 7 }
        await hub.setListening("127.0.0.1:8066")
        await hub.setBanner("demo")
        let snapshot = await hub.snapshot(open: RequestScript().id)
        #expect(snapshot.now == RequestScript.start + 7)
        #expect(snapshot.listening == "127.0.0.1:8066")
        #expect(snapshot.banner == "demo")
        #expect(snapshot.detail?.id == RequestScript().id)
    }

    /// A reader that was away finds one change, however many there were, and each reader finds its own.
    @Test func changesAreCoalescedForEachReader() async {
        let hub = MonitorHub(state: MonitorState())
        var first = await hub.changes().makeAsyncIterator()
        var second = await hub.changes().makeAsyncIterator()
        for number in 1...100 as ClosedRange<UInt64> { await hub.apply([RequestScript(number).received()]) }
        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
        #expect(await hub.snapshot().requests.count == 100)
        // Nothing is left over: the next one belongs to the next change.
        async let next: Void? = first.next()
        await hub.setBanner("later")
        #expect(await next != nil)
        #expect(await hub.snapshot().banner == "later")
    }

    /// A reader that is cancelled ends; the others go on.
    @Test func aReaderCanLeave() async {
        let hub = MonitorHub(state: MonitorState())
        let stream = await hub.changes()
        let reader = Task { for await _ in stream {} }
        reader.cancel()
        await reader.value
        var other = await hub.changes().makeAsyncIterator()
        await hub.setBanner("still here")
        #expect(await other.next() != nil)
    }
}
