import Monitoring
import TUI
import Testing

struct MouseTests {
    private func row(of text: String, _ user: ScreenDriver) throws -> Int {
        try #require(user.look().lines.firstIndex { $0.contains(text) })
    }

    /// A click selects, a click on what is selected opens, a click on a tab changes it.
    @Test func clicking() throws {
        let user = ScreenDriver()
        let y = try row(of: "#0185 done", user)
        user.point(.press, x: 20, y: y)
        #expect(user.view.selection == RequestID(185))
        #expect(user.view.screen == .overview)
        user.point(.press, x: 20, y: y)
        #expect(user.view.screen == .detail(RequestID(185)))
        let tabs = try row(of: "1 Summary", user)
        user.point(.press, x: 4, y: tabs)
        #expect(user.view.tab == .summary)
        user.point(.press, x: 79, y: tabs)
        #expect(user.view.tab == .summary)
    }

    @Test func headingsSort() throws {
        let user = ScreenDriver()
        let y = try row(of: "PHASE", user)
        let line = user.look().lines[y]
        let x = line.distance(from: line.startIndex, to: try #require(line.firstRange(of: "T/S")).lowerBound)
        user.point(.press, x: x, y: y)
        #expect(user.view.sort == RowSort(.rate))
        user.point(.press, x: x, y: y)
        #expect(user.view.sort == RowSort(.rate, isInverted: true))
        #expect(user.view.order.ids.count == 30)
    }

    @Test func listsAreClicked() throws {
        let user = ScreenDriver()
        let y = try row(of: "3 Tools", user)
        let line = user.look().lines[y]
        let x = line.distance(from: line.startIndex, to: try #require(line.firstRange(of: "4 Events")).lowerBound)
        user.point(.press, x: x, y: y)
        #expect(user.view.list == .events)
        let rows = try row(of: "KV cache of llama-server purged", user)
        user.point(.press, x: 20, y: rows)
        #expect(user.view.selectedEvent(user.model.shown)?.notice.text.hasPrefix("KV cache") == true)
        #expect(!user.view.isFollowing)
    }

    @Test func wheelMoves() {
        let user = ScreenDriver()
        user.point(.wheelDown, x: 0, y: 0)
        #expect(user.view.selection == user.view.order.ids[3])
        user.point(.wheelUp, x: 0, y: 0)
        user.point(.wheelUp, x: 0, y: 0)
        #expect(user.view.selection == user.view.order.ids[0])
    }

    @Test func pickersAreClicked() throws {
        let user = ScreenDriver()
        user.size = Size(width: 80, height: 30)
        user.press("s")
        let y = try row(of: "  tps", user)
        user.point(.press, x: 40, y: y)
        #expect(user.view.sort.column == .rate)
        #expect(user.view.overlay == nil)
    }

    /// A box that asks is answered by keys only, and a line that is typed is not disturbed.
    @Test func clicksDoNotConfirm() {
        let user = ScreenDriver()
        user.press("P")
        for y in 0..<24 { user.point(.press, x: 40, y: y) }
        #expect(user.view.overlay != nil)
        user.press("n")
        user.press("/")
        user.point(.press, x: 20, y: 10)
        #expect(user.view.prompt != nil)
    }
}
