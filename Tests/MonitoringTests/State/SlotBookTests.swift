import TestSupport
import Testing

@testable import Monitoring

struct SlotBookTests {
    private func id(_ number: UInt64) -> RequestID { RequestID(rawValue: number) }

    private func slot(_ id: Int, _ phase: SlotReport.Phase, task: Int? = nil) -> SlotReport {
        SlotReport(id: id, phase: phase, task: task)
    }

    private func requests(
        _ book: inout SlotBook, _ slots: [SlotReport], running: [UInt64], at now: Double = 0
    ) -> [UInt64?] {
        book.matched(CacheReport(slots: slots), of: "main", running: running.map(id), at: now).slots
            .map { $0.request?.rawValue }
    }

    /// The older task is the request that was sent first.
    @Test func matchesInTheOrderOfArrival() {
        var book = SlotBook()
        let slots = [slot(0, .decode, task: 9), slot(1, .idle), slot(2, .prefill, task: 4)]
        #expect(requests(&book, slots, running: [11, 12, 13]) == [12, nil, 11])
    }

    @Test func keepsAMatchAsLongAsTheTask() {
        var book = SlotBook()
        _ = requests(&book, [slot(0, .prefill, task: 4)], running: [11])
        #expect(requests(&book, [slot(0, .decode, task: 4)], running: [10, 11]) == [11])
        #expect(requests(&book, [slot(0, .idle, task: 4)], running: []) == [11], "what it holds is of that request")
        #expect(requests(&book, [slot(0, .idle, task: 7)], running: []) == [nil], "of somebody else's by now")
        #expect(requests(&book, [slot(0, .decode, task: 8)], running: [12]) == [12])
    }

    /// A cancelled request stays in its slot until the server notices; the next one is not taken for it.
    @Test func knowsWhoIsStillThere() {
        var book = SlotBook()
        _ = requests(&book, [slot(0, .prefill, task: 4), slot(1, .idle)], running: [11])
        let slots = [slot(0, .prefill, task: 4), slot(1, .prefill, task: 5)]
        #expect(requests(&book, slots, running: [12]) == [11, 12])
    }

    @Test func guessesNothingWhereOthersUseTheServer() {
        var book = SlotBook()
        let slots = [slot(0, .decode, task: 4), slot(1, .decode, task: 5)]
        #expect(requests(&book, slots, running: [11]) == [nil, nil])
    }

    /// Builds that number no tasks: a match holds while the request runs.
    @Test func worksWithoutTasks() {
        var book = SlotBook()
        #expect(requests(&book, [slot(0, .busy)], running: [11]) == [11])
        #expect(requests(&book, [slot(0, .busy)], running: [11, 12]) == [11])
        #expect(requests(&book, [slot(0, .busy)], running: [12]) == [12])
        #expect(requests(&book, [slot(0, .idle)], running: []) == [12])
    }

    @Test func remembersSinceWhenASlotIsIdle() {
        var book = SlotBook()
        func since(_ phase: SlotReport.Phase, at now: Double) -> Double? {
            book.matched(CacheReport(slots: [slot(0, phase, task: 1)]), of: "main", running: [], at: now)
                .slots[0].idleSince
        }
        #expect(since(.idle, at: 1) == nil, "it may have been so for long")
        #expect(since(.decode, at: 2) == nil)
        #expect(since(.idle, at: 3) == 3)
        #expect(since(.idle, at: 4) == 3)
        book.forget("main")
        #expect(since(.idle, at: 5) == nil)
    }

    /// Whatever a server tells: no request is in two slots that work, and none is there that was not running.
    @Test(arguments: 0..<50) func neverPutsARequestInTwoSlots(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = SlotBook()
        var seen: Set<UInt64> = []
        for step in 0..<200 {
            let running = (0..<Int.random(in: 0...4, using: &random)).map { UInt64(step / 5 + $0) + 1 }
            seen.formUnion(running)
            let phases: [SlotReport.Phase] = [.idle, .prefill, .decode, .busy]
            let slots = (0..<4).map { index in
                slot(
                    index, phases.randomElement(using: &random) ?? .idle,
                    task: Bool.random(using: &random) ? Int.random(in: 0...9, using: &random) : nil)
            }
            let report = book.matched(
                CacheReport(slots: slots), of: "main", running: running.map(id), at: Double(step))
            let working = report.slots.filter { $0.phase != .idle }.compactMap { $0.request?.rawValue }
            let fresh = working.filter(running.contains)
            #expect(Set(fresh).count == fresh.count)
            #expect(Set(working).isSubset(of: seen))
        }
    }
}
