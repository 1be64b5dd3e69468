import Monitoring
import TUI
import Testing

/// The help is read page by page.
struct HelpPagesTests {
    @Test func spaceTurnsThePage() {
        let user = ScreenDriver()
        user.press("?")
        #expect(user.look().lines[23].hasSuffix("1/4 "))
        #expect(user.text.contains(" LETTERS ") && user.text.contains(" PHASES "))
        user.press(" ")
        #expect(user.view.overlay != nil && user.look().lines[23].hasSuffix("2/4 "))
        user.press(" ")
        user.press(" ")
        #expect(user.view.overlay != nil && user.look().lines[23].hasSuffix("4/4 "))
        user.press(.escape)
        #expect(user.view.overlay == nil)
    }

    /// A key that means two things says where it means what, at every width.
    @Test(arguments: [80, 120, 200]) func saysWhereAKeyCounts(_ width: Int) {
        let user = ScreenDriver()
        user.size = Size(width: width, height: 100)
        user.press("?")
        let lines = user.text.split(separator: "\n")
        #expect(lines.contains { $0.contains("LOOK  (L in lists, R in a request)") })
        #expect(lines.contains { $0.contains("open the row (L)") })
        #expect(lines.contains { $0.contains("next, previous tab (R)") })
        #expect(lines.contains { $0.contains("next, previous list (L)") })
    }
}
