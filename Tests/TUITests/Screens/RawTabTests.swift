import Monitoring
import TUI
import Testing

struct RawTabTests {
    private func user(_ change: (inout WireDelta) -> Void) -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = RequestDetail(id: RequestID(185))
        var delta = WireDelta()
        change(&delta)
        var log = WireLog()
        log.append(delta)
        snapshot.detail?.wire = log
        var view = ViewState()
        view.selection = RequestID(185)
        view.isFollowing = false
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        user.press("6")
        return user
    }

    /// Each line of a piece, the time once, the side in front.
    @Test func showsSidesAndTimes() {
        let user = user { delta in
            delta.append("data: one\n\ndata: two\n\n", .fromBackend, 412)
            delta.append("data: ONE\n\n", .toClient, 10_630)
        }
        #expect(user.text.contains("   0.412 < data: one"))
        #expect(user.text.contains("         < data: two"))
        #expect(user.text.contains("  10.630 > data: ONE"))
    }

    /// What an event brings, and all of it behind a key.
    @Test func eventsAreBriefUntilAskedFor() {
        let event = #"data: {"id":"c","choices":[{"index":0,"delta":{"content":"Let"}}]}"#
        let user = user { delta in
            delta.append(event + "\n\n", .through, 412)
            delta.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", .toClient, 500)
        }
        #expect(user.text.contains(#"   0.412 = content "Let""#))
        #expect(user.text.contains("   0.500 > message_stop\n") || user.text.contains("   0.500 > message_stop "))
        #expect(!user.text.contains("event:") && !user.text.contains("choices"))
        user.press("o")
        #expect(user.text.contains(event) && user.text.contains("event: message_stop"))
        user.press("o")
        #expect(!user.text.contains("choices"))
    }

    @Test func hostileBytesAreShown() {
        let user = user { delta in delta.append("a\u{1B}[2J\u{202E}b\u{7}\n", .through, 1) }
        let text = user.text
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E })
        #expect(text.contains("= a"))
    }

    @Test func saysWhatWasNotKept() {
        let user = user { delta in
            delta.append("begin\n", .through, 1)
            delta.skipped = 5000
        }
        #expect(user.text.contains("(4.9 KiB were not kept)"))
    }
}

extension WireDelta {
    mutating func append(_ text: String, _ side: WireSide, _ milliseconds: UInt32) {
        Array(text.utf8).withUnsafeBytes { pieces.append($0, side, milliseconds: milliseconds) }
    }
}
