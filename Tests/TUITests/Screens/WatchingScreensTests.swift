import Monitoring
import Testing

@testable import TUI

/// The screen of proxies elsewhere, and of recordings.
struct WatchingScreensTests {
    private static let sizes = [Size(width: 80, height: 24), Size(width: 120, height: 40), Size(width: 40, height: 10)]

    private static var two: MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        let now = SampleSnapshots.now
        for index in snapshot.requests.indices {
            let row = snapshot.requests[index]
            snapshot.requests[index].id = RequestID(row.id, ofProxy: index % 2, receivedAt: row.receivedAt)
            snapshot.requests[index].proxy = index % 2 == 0 ? ":8066" : "gpu1:8066"
            if index % 2 == 1 { snapshot.requests[index].lastKnownAt = now - 5 }
        }
        var here = ProxyReport(name: ":8066", url: "http://127.0.0.1:8066", state: .live)
        here.totals = snapshot.totals
        here.generationNow = 41.8
        here.backends = snapshot.backends
        var there = ProxyReport(name: "gpu1:8066", url: "http://gpu1:8066", state: .stale)
        there.staleSeconds = 5.4
        there.problem = "connection refused"
        there.totals.done = 20
        snapshot.proxies = [here, there]
        snapshot.banner = "gpu1:8066 stale 5 s: connection refused; trying again"
        return snapshot
    }

    private static var recording: MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        snapshot.backends = []
        snapshot.listening = ""
        snapshot.replay = SampleSnapshots.replay
        return snapshot
    }

    @Test(arguments: sizes)
    func severalProxies(size: Size) throws {
        let driver = ScreenDriver(Self.two)
        driver.size = size
        try RecordedScreen.expect(driver.look(), matches: "two-proxies-\(size.width)x\(size.height)")
    }

    @Test(arguments: sizes)
    func replay(size: Size) throws {
        let driver = ScreenDriver(Self.recording)
        driver.size = size
        try RecordedScreen.expect(driver.look(), matches: "replay-\(size.width)x\(size.height)")
    }

    /// Nothing about a proxy elsewhere is drawn as if it were of now.
    @Test func oneStaleProxy() {
        var snapshot = SampleSnapshots.busy()
        var there = ProxyReport(name: "gpu1:8066", url: "http://gpu1:8066", state: .stale)
        there.staleSeconds = 5.4
        snapshot.proxies = [there]
        let text = ScreenDriver(snapshot).text
        #expect(text.contains("at gpu1:8066"))
        #expect(text.contains("STALE 5s"))
        #expect(!text.contains("LIVE"))
    }

    @Test func idsOfProxiesCanBeTyped() {
        let driver = ScreenDriver(Self.two)
        let row = Self.two.requests[3]
        driver.press(":")
        driver.type(row.id.typed)
        driver.press(.enter)
        #expect(driver.view.selection == row.id)
        driver.press(":")
        driver.type("Z99999")
        driver.press(.enter)
        #expect(driver.view.message?.isProblem == true)
    }

    @Test func whoOnlyWatchesQuitsAtOnce() {
        #expect(ScreenDriver(Self.two).press("q") == .quit)
        #expect(ScreenDriver(Self.recording).press("q") == .quit)
    }

    @Test func replayKeysMeanSomethingInAReplayOnly() {
        let recording = ScreenDriver(Self.recording)
        #expect(recording.press(";") == .replay(.togglePause))
        #expect(recording.press(".") == .replay(.step))
        #expect(recording.press("}") == .replay(.faster))
        #expect(recording.press("{") == .replay(.slower))
        #expect(recording.text.contains("; pause"))
        let live = ScreenDriver()
        #expect(live.press(";") == nil)
        #expect(live.view.message?.isProblem == true)
        #expect(!live.text.contains("; pause"))
    }

    /// Whatever the size, it is drawn without a trap, and says that it is no picture of now.
    @Test func anySize() {
        for snapshot in [Self.two, Self.recording] {
            let driver = ScreenDriver(snapshot)
            for width in stride(from: 1, through: 250, by: 11) {
                for height in stride(from: 1, through: 80, by: 7) {
                    driver.size = Size(width: width, height: height)
                    let text = driver.text
                    if width >= 72, height >= 16 {
                        #expect(text.contains("1 of 2 LIVE") || text.contains("REPLAY 10x"))
                    }
                }
            }
        }
    }
}
