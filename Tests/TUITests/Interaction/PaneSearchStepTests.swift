import Testing

@testable import TUI

/// Which match is gone to, and whether that went round an end.
struct PaneSearchStepTests {
    private func step(_ count: Int, from row: Int, in matches: [Int]) -> PaneSearch {
        var search = PaneSearch("x", step: .by(count))
        search.row = row
        _ = search.advance(from: 0) { _ in matches }
        return search
    }

    private func walk(_ count: Int, in matches: [Int], _ rows: [Int], _ wraps: [Bool]) {
        var search = PaneSearch("x")
        search.row = 4
        for (row, hasWrapped) in zip(rows, wraps) {
            search.step = .by(count)
            let found = search.advance(from: 0) { _ in matches }
            #expect(found == row)
            #expect(search.row == row)
            #expect(search.hasWrapped == hasWrapped)
            #expect(search.place?.index == matches.firstIndex(of: row).map { $0 + 1 })
            #expect(search.place?.count == matches.count)
        }
    }

    @Test func forwardsRoundTheEnd() {
        walk(1, in: [4], [4, 4], [true, true])
        walk(1, in: [4, 9], [9, 4, 9, 4], [false, true, false, true])
        walk(1, in: [4, 9, 12], [9, 12, 4, 9], [false, false, true, false])
    }

    @Test func backwardsRoundTheEnd() {
        walk(-1, in: [4], [4, 4], [true, true])
        walk(-1, in: [4, 9], [9, 4, 9, 4], [true, false, true, false])
        walk(-1, in: [4, 9, 12], [12, 9, 4, 12], [true, false, false, true])
    }

    @Test func severalAtOnce() {
        #expect(step(2, from: 4, in: [4, 9, 12]).row == 12)
        #expect(step(3, from: 4, in: [4, 9, 12]).row == 4)
        #expect(step(4, from: 4, in: [4, 9, 12]).row == 9)
        #expect(step(-4, from: 4, in: [4, 9, 12]).row == 12)
    }

    /// Where the pane stands at no match, the next one counts.
    @Test func fromBetweenMatches() {
        #expect(step(1, from: 6, in: [4, 9, 12]).row == 9)
        #expect(step(-1, from: 6, in: [4, 9, 12]).row == 4)
        #expect(step(1, from: 0, in: [4, 9, 12]).row == 4)
        #expect(step(-1, from: 0, in: [4, 9, 12]).row == 12)
        #expect(step(1, from: 20, in: [4, 9, 12]).row == 4)
        #expect(step(-1, from: 20, in: [4, 9, 12]).row == 12)
    }

    @Test func onwardFromTheTopOfThePane() {
        for (top, row) in [(0, 4), (4, 4), (9, 9), (10, 12), (12, 12), (13, 4)] {
            var search = PaneSearch("x", step: .onward)
            let found = search.advance(from: top) { _ in [4, 9, 12] }
            #expect(found == row, "\(top)")
        }
    }
}
