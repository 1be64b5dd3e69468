import Monitoring
import TUI
import Testing

/// Colour is for what wants to be seen first, and no more of it than that takes.
struct HierarchyTests {
    private func roles(_ user: ScreenDriver, _ words: String) -> Set<Style.Role>? {
        let grid = user.look()
        for y in grid.lines.indices {
            let cells = (0..<grid.size.width).map { grid[$0, y] }
            if let range = PaneSearch.ranges(of: words.lowercased(), in: cells).first {
                return Set(range.map { cells[$0].style.role })
            }
        }
        return nil
    }

    private func user(_ events: [(Double, Notice)], _ banner: String? = nil) -> ScreenDriver {
        var snapshot = SampleSnapshots.busy(banner: banner)
        snapshot.events = events.enumerated().map { index, event in
            MonitorSnapshot.EventEntry(id: index, time: snapshot.now - event.0, notice: event.1)
        }
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 120, height: 36)
        return user
    }

    /// A line about a row does not outdo the row.
    @Test func ofAnEventOnlyItsHeadIsColoured() {
        let user = user([(1, Notice(.error, "failed: the backend broke off"))])
        #expect(roles(user, "failed:") == [.failure])
        #expect(roles(user, "the backend broke off") == [.plain])
        // Whose it is, is no news.
        var watched = user.model.newest
        watched.proxies = [
            ProxyReport(name: "desk", url: "http://desk:8066", state: .live),
            ProxyReport(name: "attic", url: "http://attic:8066", state: .live),
        ]
        watched.events[0].notice.text = "desk: failed: the backend broke off"
        user.receive(watched)
        #expect(roles(user, "desk: failed:") == [.plain, .failure])
        #expect(roles(user, "the backend broke off") == [.plain])
    }

    /// What only informs pushes out no warning.
    @Test func warningsStayBehindNews() {
        let news = (0..<40).map { (Double($0), Notice(.info, "news \($0)")) }
        let user = user(news + [(50, Notice(.warning, "near miss: old")), (55, Notice(.error, "failed: older"))])
        #expect(user.text.contains("near miss: old") && user.text.contains("failed: older"))
        #expect(user.text.contains("news 0"))
    }

    @Test(arguments: [(5.0, true), (59, true), (61, false), (7_000, false)])
    func goodNewsAreNewsForAMinute(_ age: Double, _ isShown: Bool) {
        let user = user([(age, Notice(.info, "backend gpu7 is up"))])
        #expect(user.text.contains("backend gpu7 is up") == isShown)
        user.press("4")
        #expect(user.text.contains("backend gpu7 is up"))
    }

    /// What one can do about it is as easily seen as any key.
    @Test func aBannersCommandLooksLikeAKey() {
        let user = user([], SampleSnapshots.demoBanner)
        #expect(roles(user, "DEMO") == [.warning])
        #expect(roles(user, "BACKEND_URL=http://HOST:PORT make run") == [.key])
    }

    /// Nobody can have read a first prompt before.
    @Test(arguments: [(1, Style.Role.dim), (2, .warning)])
    func aFirstPromptIsNoCacheMiss(_ requests: Int, _ role: Style.Role) {
        var snapshot = SampleSnapshots.busy()
        snapshot.sessions = Array(snapshot.sessions.prefix(1))
        for index in snapshot.sessions.indices {
            snapshot.sessions[index].requests = requests
            snapshot.sessions[index].cachedTokens = 0
            snapshot.sessions[index].cacheablePromptTokens = 777
        }
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 120, height: 36)
        user.press("2")
        #expect(roles(user, "0% of 777")?.contains(role) == true)
    }
}
