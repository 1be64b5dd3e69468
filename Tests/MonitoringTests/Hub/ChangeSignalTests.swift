import Testing

@testable import Monitoring

struct ChangeSignalTests {
    @Test func makesOneOfWhatNobodyHasLookedAt() async {
        let signal = ChangeSignal()
        var changes = signal.changes().makeAsyncIterator()
        for _ in 0..<5 { signal.announce() }
        #expect(await changes.next() != nil)
        // Nothing is left over: what comes next is the next change.
        async let next: Void? = changes.next()
        signal.announce()
        #expect(await next != nil)
    }

    @Test func tellsAllReaders() async {
        let signal = ChangeSignal()
        var first = signal.changes().makeAsyncIterator()
        var second = signal.changes().makeAsyncIterator()
        signal.announce()
        #expect(await first.next() != nil)
        #expect(await second.next() != nil)
    }

    @Test func forgetsAReaderThatIsGone() {
        let signal = ChangeSignal()
        #expect(!signal.isRead)
        do {
            let stream = signal.changes()
            #expect(signal.isRead)
            withExtendedLifetime(stream) {}
        }
        #expect(!signal.isRead)
    }
}
