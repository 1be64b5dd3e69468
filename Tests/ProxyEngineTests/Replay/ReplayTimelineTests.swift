import TestSupport
import Testing

@testable import Monitoring
@testable import ProxyEngine

struct ReplayTimelineTests {
    /// A timeline of requests that begin at these seconds after the start; each takes 3 s.
    private static func timeline(_ begins: [Double]) throws -> ReplayTimeline {
        let lines = begins.enumerated().map { number, seconds in
            RecordedSample.line(
                RecordedSample.texts[number % RecordedSample.texts.count], number: UInt64(number + 1),
                at: RecordedSample.start + seconds)
        }
        let entries = try lines.enumerated().map { number, line in
            try #require(
                line.dropLast().withUnsafeBytes { LogIndexEntry($0, file: number, offset: 0) })
        }
        return ReplayTimeline(entries) { try? RecordedSample.request(lines[$0.file]) }
    }

    /// However it is cut, the same steps come in the same order, and never before their time.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func playsInOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let begins = (0..<12).map { _ in (Double.random(in: 0...20, using: &random) * 8).rounded() / 8 }
        var whole = try Self.timeline(begins)
        let all = whole.take(upTo: .infinity)
        #expect(whole.isOver)
        #expect(all.map(\.moment) == all.map(\.moment).sorted())
        #expect(
            all.count { if case .request(let event) = $0.event { event.step.name == "finished" } else { false } } == 12)
        var cut = try Self.timeline(begins)
        var moment = RecordedSample.start
        var pieces: [ReplayTimeline.Due] = []
        while !cut.isOver {
            moment += Double.random(in: 0...3, using: &random)
            let due = cut.take(upTo: moment, limit: Int.random(in: 1...50, using: &random))
            #expect(due.allSatisfy { $0.moment <= moment })
            pieces += due
        }
        #expect(pieces.map(\.event) == all.map(\.event))
    }

    @Test func knowsWhatComesNext() throws {
        var timeline = try Self.timeline([10, 0, 2])
        #expect(timeline.start == RecordedSample.start)
        #expect(timeline.end == RecordedSample.start + 13)
        #expect(timeline.nextEnd == RecordedSample.start + 3)
        _ = timeline.take(upTo: RecordedSample.start + 3)
        #expect(timeline.begun == 2)
        #expect(timeline.nextEnd == RecordedSample.start + 5)
        _ = timeline.take(upTo: RecordedSample.start + 5)
        #expect(!timeline.hasOpen)
        #expect(timeline.nextBegin == RecordedSample.start + 10)
    }

    /// Each run of a proxy counts from 1.
    @Test func givesEachRequestItsOwnNumber() throws {
        let lines = [0, 5, 10].map { RecordedSample.line("hello", number: 1, at: RecordedSample.start + $0) }
        let entries = lines.enumerated().compactMap { number, line in
            line.dropLast().withUnsafeBytes { LogIndexEntry($0, file: number, offset: 0) }
        }
        var timeline = ReplayTimeline(entries) { $0.file == 1 ? nil : try? RecordedSample.request(lines[$0.file]) }
        let ids = timeline.take(upTo: .infinity).compactMap { due in
            if case .request(let event) = due.event { event.id } else { nil }
        }
        #expect(Set(ids).count == 2)
        #expect(timeline.brokenLines == 1)
    }

    @Test func aLogWithoutRequestsIsOver() {
        var timeline = ReplayTimeline([]) { _ in nil }
        #expect(timeline.isOver)
        #expect(timeline.nextEnd == nil)
        #expect(timeline.take(upTo: .infinity).isEmpty)
    }
}
