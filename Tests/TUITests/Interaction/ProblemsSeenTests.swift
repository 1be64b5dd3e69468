import Monitoring
import Testing

@testable import TUI

/// What was seen counts no more, and what is new is told.
struct ProblemsSeenTests {
    @Test(arguments: [Size(width: 80, height: 24), Size(width: 160, height: 50), Size(width: 30, height: 6)])
    func countersBeginAnew(_ size: Size) {
        let user = ScreenDriver()
        user.size = size
        #expect(user.text.contains("ERR 3"))
        user.press("S")
        #expect(!user.text.contains("ERR "))
        user.press("S")
        #expect(user.view.message?.text == "no problem is new")
        var snapshot = user.model.newest
        snapshot.totals.failed += 1
        user.receive(snapshot)
        #expect(user.text.contains("ERR 1") && !user.text.contains("BAD 4"))
        // The requests are where they were.
        user.press("E")
        #expect(user.view.selection == RequestID(185))
        // A proxy that was started again has other counts.
        snapshot.totals.failed = 2
        user.receive(snapshot)
        #expect(user.text.contains("ERR 2"))
    }

    private func failing(_ ids: [UInt64], at now: Double) -> MonitorSnapshot {
        var snapshot = SampleSnapshots.quiet()
        snapshot.now = now
        snapshot.requests = ids.map { id in
            var request = SampleRequests.finished(id, agent: "pi", now)
            request.phase = .failed
            request.failure = RequestFailure(code: "x", message: "it broke", side: .backend)
            return request
        }
        return snapshot
    }

    @Test func alertsTellWhatIsNew() {
        var alert = ProblemAlert()
        #expect(alert.words(failing([1], at: 10)) == nil, "it was there before")
        #expect(alert.words(failing([1], at: 11)) == nil)
        #expect(alert.words(failing([2, 1], at: 12)) == "#0002 pi failed: it broke")
        #expect(alert.words(failing([3, 2, 1], at: 13)) == nil, "too soon")
        #expect(alert.words(failing([4, 3, 2, 1], at: 20)) == "#0004 pi failed: it broke (and 1 more)")
        #expect(alert.words(failing([4, 3, 2, 1], at: 30)) == nil)
    }

    @Test func alertsAreNoWayIntoTheTerminal() {
        #expect(AlertSequence.bytes(.off, "x", isInTmux: true).isEmpty)
        #expect(AlertSequence.bytes(.bell, "x", isInTmux: true) == [7])
        let hostile = "a\u{7}\u{1B}]52;c;x\u{9C}b"
        let plain = String(decoding: AlertSequence.bytes(.notify, hostile, isInTmux: false), as: UTF8.self)
        #expect(plain == "\u{1B}]9;a]52;c;xb\u{7}")
        let wrapped = String(decoding: AlertSequence.bytes(.notify, "a", isInTmux: true), as: UTF8.self)
        #expect(wrapped == "\u{1B}Ptmux;\u{1B}\u{1B}]9;a\u{7}\u{1B}\\\u{7}")
    }
}
