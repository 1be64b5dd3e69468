import Monitoring
import TUI
import Testing

struct TimingTabTests {
    private func text(_ change: (inout RequestSummary) -> Void, pace: ResponsePace? = nil) -> String {
        var request = SampleRequests.base(1, agent: "pi", at: SampleSnapshots.now - 4)
        change(&request)
        var snapshot = SampleSnapshots.quiet()
        snapshot.requests = [request]
        snapshot.detail = RequestDetail(id: request.id, pace: pace)
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 100, height: 40)
        user.press(.enter)
        user.press("5")
        return user.text
    }

    /// What has not happened is not said to have taken no time.
    @Test func showsOnlyWhatHasBegun() {
        let text = text { $0.phase = .queued }
        #expect(text.contains("queue"))
        #expect(text.contains("4.0s"))
        #expect(text.contains("100%"))
        #expect(!text.contains("decode "))
        #expect(!text.contains("held by us"))
        #expect(text.contains("none yet"))
    }

    @Test func sharesAddUp() {
        let text = text {
            $0.phase = .done
            $0.sentSeconds = 1
            $0.firstTokenSeconds = 2
            $0.endedSeconds = 4
            $0.heldSeconds = 0.5
        }
        for line in [
            "queue         1.0s  25%", "fill          1.0s  25%", "decode        2.0s  50%", "held by us    0.5s  ",
        ] {
            #expect(text.contains(line), "\(line)")
        }
        #expect(text.contains("none were measured"))
    }

    @Test func countsGaps() {
        var pace = ResponsePace()
        for number in 0..<99 { pace.gaps.add(0.03, endedAt: Double(number) * 0.03) }
        pace.gaps.add(1.5, endedAt: 3.9)
        let text = text({ $0.phase = .decode }, pace: pace)
        #expect(text.contains("longest 1.5s at +3.9s"))
        #expect(text.contains("20-50ms"))
        #expect(text.contains(" 99"))
        #expect(text.contains("1-2s"))
    }
}
