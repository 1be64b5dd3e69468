import Synchronization
import Testing

@testable import ProxyEngine

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
}
