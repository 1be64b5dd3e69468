import Monitoring
import TUI
import Testing

/// The rewrite tab's panes, scrolled together and apart.
struct RewriteScrollsTests {
    private func driver(_ size: Size = Size(width: 100, height: 20)) -> ScreenDriver {
        let user = ScreenDriver(SampleRewrites.running(), view: SampleRewrites.view)
        user.size = size
        user.press(.enter)
        _ = user.look()
        return user
    }

    @Test func lockedTheyMoveTogether() {
        let user = driver()
        #expect(user.view.rewrite.isLocked)
        user.press("g")
        let top = user.look().lines.joined()
        user.press("j")
        #expect(user.look().lines.joined() != top)
        #expect(user.view.rewrite.scrolls.isEmpty)
    }

    /// The keys move the pane with the focus, the other stands still.
    @Test func unlockedTheyMoveApart() {
        let user = driver()
        user.type("g=")
        _ = user.look()
        user.type("jjj")
        _ = user.look()
        #expect(user.view.rewrite.scrolls[.said]?.top == 3)
        #expect(user.view.rewrite.scrolls[.got]?.top == 0)
        user.press(.right)
        user.press("j")
        _ = user.look()
        #expect(user.view.rewrite.focus == .got)
        #expect(user.view.rewrite.scrolls[.said]?.top == 3)
        #expect(user.view.rewrite.scrolls[.got]?.top == 1)
        #expect(user.view.scroll.top == 0)
    }

    /// The focus goes round among the panes that can be seen.
    @Test(arguments: [(100, 2), (160, 3)])
    func focusGoesRound(width: Int, panes: Int) {
        let user = driver(Size(width: width, height: 20))
        user.press("=")
        _ = user.look()
        #expect(user.view.rewrite.scrolls.count == panes)
        for _ in 0..<panes { user.press(.right) }
        #expect(user.view.rewrite.focus == .said)
        user.press(.left)
        #expect(user.view.rewrite.focus == RewritePane.allCases[panes - 1])
        user.size = Size(width: 100, height: 20)
        _ = user.look()
        #expect(user.view.rewrite.focus == .got)
    }

    /// What stood at the top when they were unlocked and locked still stands there.
    @Test func theTopRowStays() {
        let user = driver()
        user.type("gjjjjj")
        _ = user.look()
        let top = user.view.scroll.top
        user.press("=")
        _ = user.look()
        user.press("=")
        _ = user.look()
        #expect(user.view.scroll.top == top)
        #expect(user.view.rewrite.scrolls.isEmpty)
    }

    /// What came of a key is said wherever there is a line for it.
    @Test(arguments: [11, 12, 19, 20, 21, 22, 24, 50], [60, 100, 160])
    func theMessageIsSeen(height: Int, width: Int) {
        let user = driver(Size(width: width, height: height))
        user.press("=")
        #expect(user.text.contains("each pane scrolls by itself"), "\(width)x\(height)")
    }

    /// The wheel scrolls the pane that it is over.
    @Test func theWheelScrollsWhereItIs() {
        let user = driver()
        user.type("g=")
        _ = user.look()
        user.point(.wheelDown, x: 70, y: 10)
        _ = user.look()
        #expect(user.view.rewrite.focus == .got)
        #expect(user.view.rewrite.scrolls[.got]?.top == 3)
        #expect(user.view.rewrite.scrolls[.said]?.top == 0)
        user.point(.press, x: 10, y: 10)
        #expect(user.view.rewrite.focus == .said)
    }

    /// What is found is a row of all panes.
    @Test func searchLocks() {
        let user = driver()
        user.type("=/")
        #expect(user.view.rewrite.isLocked)
    }

    @Test func elsewhereTheKeyIsRefused() {
        let user = driver()
        user.type("1=")
        #expect(user.view.rewrite.isLocked)
        #expect(user.view.message?.isProblem == true)
    }

    /// Cut lines are moved sideways; the name of the command moves the focus.
    @Test func sidewaysWhereLinesAreCut() {
        let user = driver()
        user.type("=w")
        _ = user.look()
        user.press(.right)
        #expect(user.view.rewrite.focus == .said && user.view.scroll.column > 0)
        user.press(":")
        user.type("next-pane")
        user.press(.enter)
        #expect(user.view.rewrite.focus == .got)
    }
}
