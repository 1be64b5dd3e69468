import TUI
import Testing

struct DetailScrollTests {
    private func scroll(rows: Int, visible: Int, sticks: Bool) -> DetailScroll {
        var scroll = DetailScroll()
        scroll.sticksToEnd = sticks
        scroll.settle(rows: rows, visible: visible)
        return scroll
    }

    /// Sticks to the end while text comes, until the user scrolls up; then counts what is new; sticks again at the end.
    @Test func scrollingUpStopsFollowing() {
        var scroll = scroll(rows: 50, visible: 10, sticks: true)
        #expect(scroll.top == 40)
        scroll.settle(rows: 55, visible: 10)
        #expect(scroll.top == 45)
        scroll.move(by: -5)
        scroll.settle(rows: 63, visible: 10)
        #expect(scroll.top == 40)
        #expect(scroll.newRows == 8)
        scroll.moveToEnd()
        #expect(scroll.top == 53)
        #expect(scroll.newRows == 0)
    }

    /// A finished text opens at its start, and nothing in it is new.
    @Test func finishedTextOpensAtItsStart() {
        let scroll = scroll(rows: 50, visible: 10, sticks: false)
        #expect(scroll.top == 0)
        #expect(scroll.newRows == 0)
    }

    @Test(arguments: [-100, -1, 0, 1, 100])
    func staysInside(_ distance: Int) {
        var scroll = scroll(rows: 12, visible: 10, sticks: false)
        scroll.move(by: distance)
        #expect((0...2).contains(scroll.top))
        scroll.settle(rows: 3, visible: 10)
        #expect(scroll.top == 0)
    }
}
