import Synchronization
import TestSupport
import Testing

@testable import Monitoring

struct EventPublisherTests {
    private final class Recorder: Sendable {
        let batches = Mutex<[[EngineEvent]]>([])
        var events: [EngineEvent] { batches.withLock { $0.flatMap { $0 } } }
    }

    @Test func everythingArrivesInOrder() async {
        let recorder = Recorder()
        let publisher = EventPublisher { batch in recorder.batches.withLock { $0.append(batch) } }
        let events = (0..<1000).map { EngineEvent.notice(Notice(.info, "\($0)")) }
        for event in events { publisher.publish(event) }
        await publisher.flush()
        #expect(recorder.events == events)
        #expect(recorder.batches.withLock { $0.allSatisfy { !$0.isEmpty } })
        await publisher.flush()
    }

    @Test func publishingFromManyTasksLosesNothing() async {
        let recorder = Recorder()
        let publisher = EventPublisher { batch in
            recorder.batches.withLock { $0.append(batch) }
            await Task.yield()
        }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 { publisher.publish(.notice(Notice(.info, "\(task) \(number)"))) }
                }
            }
        }
        await publisher.flush()
        #expect(recorder.events.count == 1600)
        #expect(publisher.droppedProgress == 0)
    }

    /// A reader that is stuck costs progress, and nothing else.
    @Test func aStuckReaderCostsProgressOnly() async {
        let recorder = Recorder()
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let publisher = EventPublisher(capacity: 10) { batch in
            for await _ in gate {}
            recorder.batches.withLock { $0.append(batch) }
        }
        let script = RequestScript()
        publisher.publish(script.received())
        let delta = TranscriptDelta(raw: Array("abc".utf8))
        for tokens in 1...100 { publisher.publish(script.progress(tokens, after: 1, transcript: [delta])) }
        publisher.publish(script.event(.toolCall(.sample()), after: 2))
        publisher.publish(script.event(.finished(RequestOutcome(status: 200)), after: 3))
        opener.finish()
        await publisher.flush()
        let events = recorder.events
        // The first batch may have been taken already when the rest came.
        #expect(publisher.droppedProgress >= 89)
        #expect(events.count == 103 - publisher.droppedProgress)
        guard case .request(let last) = events.last, case .finished(let outcome) = last.step else {
            Issue.record("the end of the request is missing")
            return
        }
        #expect(outcome.progress.followsGap)
    }

    /// A clock of the test's own: what is to happen later happens when it says so.
    private final class Timers: Sendable {
        private let actions = Mutex<[@Sendable () -> Void]>([])
        var count: Int { actions.withLock { $0.count } }
        var pace: EventPublisher.Pace { EventPublisher.Pace { action in self.actions.withLock { $0.append(action) } } }
        func fire() {
            let due = actions.withLock { actions in
                defer { actions = [] }
                return actions
            }
            for action in due { action() }
        }
    }

    private static func notices(_ numbers: Range<Int>) -> [EngineEvent] {
        numbers.map { .notice(Notice(.info, "\($0)")) }
    }

    @Test func aPaceMakesABatchOfWhatComesTogether() async {
        let (recorder, timers) = (Recorder(), Timers())
        let publisher = EventPublisher(pace: timers.pace) { batch in recorder.batches.withLock { $0.append(batch) } }
        for round in 0..<3 {
            for event in Self.notices(round * 10..<round * 10 + 10) { publisher.publish(event) }
            #expect(timers.count == 1)
            #expect(recorder.batches.withLock { $0.count } == round)
            timers.fire()
            await publisher.flush()
        }
        #expect(recorder.batches.withLock { $0.map(\.count) } == [10, 10, 10])
        #expect(recorder.events == Self.notices(0..<30))
    }

    /// Who asks for what has happened need not wait for the time, and the time that comes afterwards does no harm.
    @Test func aFlushDoesNotWaitForThePace() async {
        let (recorder, timers) = (Recorder(), Timers())
        let publisher = EventPublisher(pace: timers.pace) { batch in recorder.batches.withLock { $0.append(batch) } }
        for event in Self.notices(0..<3) { publisher.publish(event) }
        await publisher.flush()
        #expect(recorder.events == Self.notices(0..<3))
        for event in Self.notices(3..<5) { publisher.publish(event) }
        timers.fire()
        await publisher.flush()
        #expect(recorder.events == Self.notices(0..<5))
        timers.fire()
        await publisher.flush()
        #expect(recorder.batches.withLock { $0.count } == 2)
    }

    /// However slow the pace is, not more waits than makes a batch.
    @Test(.timeLimit(.minutes(2))) func manyEventsAreABatchBeforeTheTime() async {
        let (recorder, timers) = (Recorder(), Timers())
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let publisher = EventPublisher(pace: timers.pace) { batch in
            recorder.batches.withLock { $0.append(batch) }
            arrival.yield()
        }
        for event in Self.notices(0..<5000) { publisher.publish(event) }
        for await _ in arrivals { break }
        await publisher.flush()
        #expect(recorder.events == Self.notices(0..<5000))
    }

    /// Who asks the hub hears of all that has happened before.
    @Test func aSnapshotHoldsWhatIsOnItsWay() async {
        let timers = Timers()
        let hub = MonitorHub(state: MonitorState())
        let publisher = EventPublisher(pace: timers.pace) { await hub.apply($0) }
        await hub.follow(publisher)
        let script = RequestScript()
        publisher.publish(script.received())
        #expect(await hub.snapshot().requests.map(\.id) == [script.id])
        publisher.publish(script.event(.finished(RequestOutcome(status: 200)), after: 1))
        #expect(await hub.metrics().totals.done == 1)
        publisher.publish(RequestScript(2).received())
        #expect(await hub.detail(of: RequestScript(2).id) != nil)
        publisher.publish(RequestScript(3).received())
        #expect(await hub.question(of: RequestScript(3).id) != nil)
    }
}
