import Monitoring
import Synchronization
import Testing

@testable import TUI

struct SnapshotFeedTests {
    /// Answers only when told to.
    private actor Source: SnapshotSource {
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private(set) var questions: [RequestID?] = []
        private let stream = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

        func snapshot(open: RequestID?, comparedWith other: RequestID?) async -> MonitorSnapshot {
            questions.append(open)
            await withCheckedContinuation { waiting.append($0) }
            return SampleSnapshots.quiet()
        }

        func changes() -> AsyncStream<Void> { stream.stream }

        func change() { stream.continuation.yield() }

        /// Lets a question that has come, or comes, be answered.
        func answer() async {
            while waiting.isEmpty { await Task.yield() }
            waiting.removeFirst().resume()
        }
    }

    /// One question at a time; its answer wakes and is taken once.
    @Test func asksAndIsWoken() async {
        let source = Source()
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        let feed = SnapshotFeed(source: source) { wake.yield() }
        #expect(feed.hasChanged)
        #expect(feed.ask(open: RequestID(7)))
        #expect(!feed.ask(open: RequestID(8)))
        #expect(!feed.hasChanged)
        #expect(feed.take() == nil)
        await source.answer()
        var iterator = wakes.makeAsyncIterator()
        await iterator.next()
        #expect(feed.take() != nil)
        #expect(feed.take() == nil)
        #expect(await source.questions == [RequestID(7)])
    }

    @Test func changeWakesOnce() async {
        let source = Source()
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        let feed = SnapshotFeed(source: source) { wake.yield() }
        #expect(feed.ask(open: nil))
        let watching = feed.start()
        await source.change()
        var iterator = wakes.makeAsyncIterator()
        await iterator.next()
        #expect(feed.hasChanged)
        watching.cancel()
        await source.answer()
    }
}
