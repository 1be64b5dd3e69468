import Monitoring
import Testing

@testable import TUI

struct SlotLineTests {
    private func line(width: Int, _ snapshot: MonitorSnapshot = SampleSnapshots.busy()) -> String {
        SlotLine(backend: snapshot.backends[0], snapshot: snapshot, view: ViewState()).text(width: width).pieces.map(
            \.text
        ).joined()
    }

    @Test(arguments: [
        (
            200,
            " slots 0 DECODE #0187 s1 10.1k   1 FILL 64% #0188 s2 eta ~10.7s   2 idle since 21:49 s1 9.6k kept   3 empty"
        ),
        (79, " slots 0 DECODE #0187   1 FILL 64% #0188   2 idle   3 empty"),
        (40, " slots DF--"),
    ]) func saysAsMuchAsFits(width: Int, text: String) {
        #expect(line(width: width) == text)
    }

    /// A server may go on with what nobody waits for any more.
    @Test func saysThatARequestWasCancelled() throws {
        var snapshot = SampleSnapshots.busy()
        let index = try #require(snapshot.requests.firstIndex { $0.phase == .cancelled })
        snapshot.backends[0].cache?.slots = [
            SlotReport(id: 0, phase: .prefill, task: 1, request: snapshot.requests[index].id)
        ]
        #expect(line(width: 80, snapshot).contains("FILL \(snapshot.requests[index].id) cancel"))
    }

    /// The request has ended since the server was asked.
    @Test func knowsBetterThanTheLastAnswer() throws {
        var snapshot = SampleSnapshots.busy()
        let done = try #require(snapshot.requests.first { $0.phase == .done })
        let writing = try #require(snapshot.requests.first { $0.phase == .decode })
        snapshot.backends[0].cache?.slots = [
            SlotReport(id: 0, phase: .decode, task: 1, request: done.id),
            SlotReport(id: 1, phase: .prefill, task: 2, request: writing.id),
        ]
        #expect(line(width: 40, snapshot) == " slots 0 idle s1   1 DECODE \(writing.id) s1")
    }

    @Test(
        arguments: [
            (CacheReport(share: 0.706, capacity: 262_144, isEstimate: true), true, "kv ~71% of 262k"),
            (CacheReport(share: 0.706, capacity: 262_144), false, "kv 71%"), (CacheReport(share: 0.2), true, "kv 20%"),
            (CacheReport(), true, nil), (CacheReport(share: .infinity), false, "kv 100%"),
        ] as [(CacheReport, Bool, String?)]) func wordsTheCache(cache: CacheReport, isLong: Bool, text: String?)
    {
        #expect(CacheWords(cache: cache).text(isLong: isLong)?.pieces.map(\.text).joined() == text)
    }
}
