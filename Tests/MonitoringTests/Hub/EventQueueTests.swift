import TestSupport
import Testing
import WireFormats

@testable import Monitoring

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
        let body = String(repeating: "x", count: EventQueue.maximumPayloadBytes / 4)
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

    /// The ends of requests are told however many wait; their texts are not.
    @Test func endingsLoseTheirPayloadBeforeAnythingElse() throws {
        var queue = EventQueue(capacity: 2)
        var progress = RequestProgress(tokens: 7, transcript: [delta])
        progress.wire = WireDelta()
        [0x61, 0x62].withUnsafeBytes { progress.wire?.pieces.append($0.part(0..<2), .fromBackend, milliseconds: 1) }
        let outcome = RequestOutcome(status: 200, progress: progress)
        for number in 1...3 as ClosedRange<UInt64> {
            let isTaken = queue.append(RequestScript(number).event(.finished(outcome), after: 1))
            #expect(isTaken)
        }
        let events = queue.takeAll()
        #expect(Array(events.prefix(2)) == [1, 2].map { RequestScript($0).event(.finished(outcome), after: 1) })
        guard case .request(let last) = try #require(events.last), case .finished(let end) = last.step else {
            Issue.record("the end of the request is missing")
            return
        }
        #expect(end.progress.tokens == 7 && end.progress.transcript.isEmpty && end.progress.followsGap)
        #expect(end.progress.wire?.skipped == 2 && end.progress.wire?.pieces.isEmpty == true)
    }

    /// Texts that wait share their bound with the bodies.
    @Test func waitingTextsAreBounded() {
        var queue = EventQueue(capacity: 100)
        let half = TranscriptDelta(raw: [UInt8](repeating: 0x61, count: EventQueue.maximumPayloadBytes / 2))
        let taken = (1...3).map { queue.append(script.progress($0, after: 1, transcript: [half])) }
        #expect(taken == [true, true, false])
        #expect(queue.droppedProgress == 1)
        // Numbers only: there is always room for them.
        let isTaken = queue.append(script.progress(4, after: 2))
        #expect(isTaken)
    }

    /// What is measured again anyway does not wait behind what happens once.
    @Test func measuresGiveWay() {
        var queue = EventQueue(capacity: 1)
        let cache = EngineEvent.cache(backend: "a", CacheReport())
        let first = queue.append(cache)
        let second = queue.append(cache)
        let notice = queue.append(.notice(Notice(.info, "x")))
        #expect(first && !second && notice)
    }

    /// With a reader that is gone for good the number of events depends on nothing but the requests that run.
    @Test func eventsAreBounded() {
        var queue = EventQueue(capacity: 4)
        for number in 1...1000 as ClosedRange<UInt64> {
            let script = RequestScript(number)
            for event in [
                script.received(), script.event(.firstByte, after: 1), script.event(.firstToken, after: 1),
                script.event(.finished(RequestOutcome(status: 200)), after: 2), .notice(Notice(.info, "x")),
            ] { _ = queue.append(event) }
        }
        let events = queue.takeAll()
        #expect(events.count >= 4 * EventQueue.lastBound && events.count < 4 * EventQueue.lastBound + 5)
        // Each request that is told of is told of whole.
        #expect(events.count { $0.isReceived } == events.count { $0.isFinished })
        // The next one is taken again.
        let next = queue.append(RequestScript(2000).received())
        #expect(next)
    }

    /// With its end a request is forgotten, however it ends, and those that are left out with it are not.
    @Test func leftOutRequestsAreForgottenAtTheirEnd() {
        let outcome = RequestOutcome(status: 200)
        let failure = RequestFailure(code: "c", message: "m", side: .backend)
        let ends: [RequestStep] = [.finished(outcome), .failed(failure, outcome), .cancelled(.clientLeft, outcome)]
        for step in ends {
            var queue = EventQueue(capacity: 1)
            for number in 1...UInt64(EventQueue.lastBound) { _ = queue.append(RequestScript(number).received()) }
            let first = RequestScript(100)
            let second = RequestScript(101)
            let beginnings = [first.received(), second.received()].map { queue.append($0) }
            #expect(beginnings == [false, false])
            _ = queue.takeAll()
            let endings = [first.event(.firstByte, after: 1), first.event(step, after: 2)].map { queue.append($0) }
            #expect(endings == [false, false])
            let told = [first.received(), first.event(.firstByte, after: 3), first.event(step, after: 4)]
            let areTold = told.map { queue.append($0) }
            #expect(areTold == [true, true, true])
            let others = [second.event(.firstByte, after: 5), second.event(step, after: 6)].map { queue.append($0) }
            #expect(others == [false, false])
            // Nobody is left out any more.
            let last = queue.append(second.event(.firstByte, after: 7))
            #expect(last)
            let events = queue.takeAll()
            #expect(events == told + [second.event(.firstByte, after: 7)])
        }
    }
}

extension EngineEvent {
    fileprivate var isReceived: Bool {
        guard case .request(let request) = self, case .received = request.step else { return false }
        return true
    }

    fileprivate var isFinished: Bool {
        guard case .request(let request) = self, case .finished = request.step else { return false }
        return true
    }
}
