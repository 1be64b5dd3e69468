import Monitoring
import TUI
import Testing

/// Requests in the queue: where they stand, and for how long yet.
struct WaitingRequestTests {
    /// The overview with one request, which is in the queue for two seconds.
    private func lines(_ change: (inout RequestSummary) -> Void, width: Int = 120) -> String {
        var snapshot = SampleSnapshots.quiet()
        var request = SampleRequests.base(1, agent: "pi", at: SampleSnapshots.now - 2)
        request.phase = .queued
        request.queuePosition = 3
        change(&request)
        snapshot.requests = [request]
        return text(snapshot, width: width)
    }

    private func text(_ snapshot: MonitorSnapshot, width: Int) -> String {
        let screen = ScreenDriver(snapshot)
        screen.size = Size(width: width, height: 40)
        return screen.text
    }

    @Test func countsDown() {
        #expect(lines { _ in }.contains("queue 3"))
        #expect(lines { $0.expectedStartSeconds = 14 }.contains("q3 ~12s"))
        #expect(lines { $0.expectedStartSeconds = 1 }.contains("q3 ~1s"), "a moment that has passed is near")
        #expect(lines { $0.expectedStartSeconds = 602 }.contains("q3 ~10m"))
        #expect(lines { $0.expectedStartSeconds = 10_802 }.contains("q3 ~3h"))
    }

    /// A backend that writes no more.
    @Test func saysThatABackendIsQuiet() {
        func words(_ last: Double, held: Int = 0) -> String {
            lines {
                $0.phase = .decode
                $0.receivedAt = SampleSnapshots.now - 60
                $0.firstTokenSeconds = 1
                $0.lastTokenSeconds = last
                $0.heldBytes = held
            }
        }
        #expect(words(51.5).contains("quiet 8s"))
        #expect(words(51.5, held: 6).contains("quiet 8s"), "the backend keeps it waiting, not we")
        for width in [80, 120] {
            for (silence, expected) in [(12.0, "quiet 12s"), (59, "quiet 59s")] {
                let text = lines(
                    {
                        $0.phase = .decode
                        $0.receivedAt = SampleSnapshots.now - 100
                        $0.firstTokenSeconds = 1
                        $0.lastTokenSeconds = 100 - silence
                    }, width: width)
                #expect(text.contains(expected), "\(width)")
            }
        }
        #expect(words(58).contains("decode"))
        #expect(words(58, held: 6).contains("held"))
    }

    @Test func saysWhyItIsHeld() {
        let memory = lines {
            $0.queueHold = .memory
            $0.expectedStartSeconds = 14
        }
        #expect(memory.contains("q3 mem") && !memory.contains("~12s"))
        let session = lines { $0.queueHold = .session }
        #expect(session.contains(" hold ") && !session.contains("q3"))
    }

    /// A copy of a running request shows whose answer it gets.
    @Test func showsWhoHasJoined() {
        let joined = lines {
            $0.phase = .prefill
            $0.joined = RequestID(rawValue: 7)
        }
        #expect(joined.contains("joined"))
    }

    @Test func tellsWhereTheLimitComesFrom() {
        var snapshot = SampleSnapshots.quiet()
        snapshot.settings.maxConcurrent = 4
        #expect(!text(snapshot, width: 120).contains("(slots)"))
        snapshot.settings.concurrencySource = .slots
        #expect(text(snapshot, width: 120).contains("max 4 (slots)"))
    }
}
