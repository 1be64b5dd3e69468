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

struct EventQueueTests {
    private let script = RequestScript()
    private let delta = TranscriptDelta(raw: [0x61])

    @Test func theNextProgressOfTheSameRequestTellsOfTheGap() {
        var queue = EventQueue(capacity: 1)
        let other = RequestScript(2)
        var told = RequestProgress(tokens: 3)
        told.followsGap = true
        let dialogue: [(EngineEvent, expected: EngineEvent)] = [
            (script.progress(1, after: 1, transcript: [delta]), script.progress(1, after: 1, transcript: [delta])),
            (script.progress(3, after: 3), script.event(.progress(told), after: 3)),
            (script.progress(4, after: 4), script.progress(4, after: 4)),
        ]
        for (number, (event, expected)) in dialogue.enumerated() {
            let taken = queue.append(event)
            #expect(taken)
            // While the first one waits the queue is full.
            if number == 0 {
                let first = queue.append(script.progress(2, after: 2, transcript: [delta]))
                let second = queue.append(other.progress(2, after: 2))
                #expect(!first && !second)
            }
            let events = queue.takeAll()
            #expect(events.last == expected)
        }
        // Another request that lost numbers only has no gap.
        _ = queue.append(other.progress(5, after: 5))
        let rest = queue.takeAll()
        #expect(rest == [other.progress(5, after: 5)])
        #expect(queue.droppedProgress == 2)
    }

    /// A reader that is stuck does not make the bodies of all requests pile up.
    @Test func waitingBodiesAreBounded() {
        var queue = EventQueue(capacity: 10)
        let body = String(repeating: "x", count: EventQueue.maximumBodyBytes / 4)
        for number in 1...9 as ClosedRange<UInt64> { _ = queue.append(RequestScript(number).received(body: body)) }
        let sizes = queue.takeAll().map { event -> Int in
            guard case .request(let request) = event, case .received(let received) = request.step else { return -1 }
            return received.body.count
        }
        #expect(sizes == [Int](repeating: body.utf8.count, count: 4) + [0, 0, 0, 0, 0])
        _ = queue.append(RequestScript(10).received(body: body))
        let next = queue.takeAll()
        #expect(next == [RequestScript(10).received(body: body)])
    }
}
