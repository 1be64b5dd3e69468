import Monitoring
import TUI
import Testing

/// The rewrite tab with several calls, of which one is being written; locked and unlocked.
struct RecordedRewriteTests {
    static let sizes = [(24, 4), (40, 10), (80, 24), (120, 40), (160, 50), (200, 60)].map {
        Size(width: $0.0, height: $0.1)
    }

    private func driver(_ size: Size) -> ScreenDriver {
        let user = ScreenDriver(SampleRewrites.running(), view: SampleRewrites.view)
        user.size = size
        user.press(.enter)
        return user
    }

    @Test(arguments: sizes)
    func running(_ size: Size) throws {
        let user = driver(size)
        try RecordedScreen.expect(user.look(), matches: "rewrite-running-\(size.width)x\(size.height)")
    }

    /// Each pane closed up and at a place of its own.
    @Test(arguments: sizes)
    func unlocked(_ size: Size) throws {
        let user = driver(size)
        user.type("=g")
        _ = user.look()
        user.press(.right)
        user.type("gjj")
        try RecordedScreen.expect(user.look(), matches: "rewrite-unlocked-\(size.width)x\(size.height)")
    }
}
