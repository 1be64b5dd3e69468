import Monitoring
import Testing

@testable import TUI

/// JSON over the screen, folded by keys.
struct JSONPageTests {
    private func user(_ snapshot: MonitorSnapshot, tab: Character) -> ScreenDriver {
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        user.press(tab)
        return user
    }

    private func user(body: String, tab: Character = "2") -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        snapshot.detail?.requestBody = body
        return user(snapshot, tab: tab)
    }

    private static let body =
        #"{"model":"m","messages":[{"role":"user","content":"one\ntwo"},{"role":"tool"}],"tools":[{"a":1}]}"#

    @Test func theBodyOfARequest() {
        let user = user(body: Self.body)
        user.press("J")
        #expect(user.view.context == .json)
        #expect(user.text.contains("#0185 body of the request"))
        // It begins with what it is about.
        #expect(user.look().lines.contains { $0.hasPrefix("▌   messages: [") })
        #expect(user.text.contains("/messages"))
        user.press("z")
        #expect(user.look().lines.contains { $0.hasPrefix("▌   messages: [... 2 items]") })
        #expect(!user.text.contains("role: \"user\""))
        user.press(.enter)
        #expect(user.text.contains("role: \"user\""))
        user.press("J")
        #expect(user.view.overlay == nil)
    }

    @Test func keysGoInAndOut() {
        let user = user(body: Self.body)
        user.press("J")
        for key in [Key.character("j"), .character("j"), .character("j")] { user.press(key) }
        #expect(user.text.contains(" /messages/0/content"))
        // Below stands the text with its lines.
        #expect(user.look().lines.contains { $0.hasPrefix(" two") })
        user.press(.left)
        #expect(user.text.contains(" /messages/0  "))
        user.press(.left)
        #expect(user.text.contains("{... 2 members}"))
        user.press(.right)
        #expect(!user.text.contains("{... 2 members}"))
        user.press("Z")
        #expect(user.text.contains("messages: [... 2 items]") && user.text.contains("tools: [... 1 item]"))
        user.press("Z")
        #expect(user.text.contains("content: \"one\\ntwo\""))
        user.press("g")
        user.press("z")
        #expect(user.text.contains("{... 3 members}") && user.text.contains("1 of 1 "))
    }

    /// What is under the cursor, whole.
    @Test func itIsCopied() {
        let user = user(body: Self.body)
        user.press("J")
        #expect(
            user.press("y") == .copy(#"[{"role":"user","content":"one\ntwo"},{"role":"tool"}]"#))
        #expect(user.view.context == .json)
    }

    @Test func whatTheTabShows() {
        let tools = user(body: Self.body, tab: "3")
        tools.press("J")
        #expect(tools.look().lines.contains { $0.hasPrefix("▌   tools: [") })
        let arguments = user(body: Self.body, tab: "4")
        arguments.press("J")
        #expect(arguments.text.contains("#0185 arguments of read_file"))
        #expect(arguments.text.contains("limit: \"all\""))
        let none = user(body: "hello")
        none.press("J")
        #expect(none.view.overlay == nil && none.view.message?.text == "no JSON is kept of #0185 here")
        none.press(.escape)
        none.press("J")
        #expect(none.view.message?.text == "J (json) has no meaning in the list")
    }

    /// Events are members of a list; where both sides are the same they are told once.
    @Test func eventsOfAStream() {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.badArguments()
        var delta = WireDelta()
        let events = "event: a\ndata: {\"n\":1}\n\ndata: {\"n\":[2]}\n\ndata: [DONE]\n\n"
        Array(events.utf8).withUnsafeBytes { delta.pieces.append($0, .through, milliseconds: 1) }
        var wire = WireLog()
        wire.append(delta)
        snapshot.detail?.wire = wire
        let user = user(snapshot, tab: "6")
        user.press("J")
        #expect(user.text.contains("n: 1") && user.text.contains("1 of 10 ") && !user.text.contains("DONE"))

        // Folded, an event says what it brings.
        delta = WireDelta()
        let chunk = #"data: {"object":"chunk","choices":[{"index":0,"delta":{"content":"Let"}}]}"#
        Array("\(chunk)\n\n\(chunk)\n\n".utf8).withUnsafeBytes {
            delta.pieces.append($0, .through, milliseconds: 1)
        }
        wire = WireLog()
        wire.append(delta)
        snapshot.detail?.wire = wire
        let brief = self.user(snapshot, tab: "6")
        brief.press("J")
        brief.press("Z")
        #expect(brief.text.contains(#"{... 2 members}  content "Let""#))

        delta = WireDelta()
        Array(#"{"id":7}"#.utf8).withUnsafeBytes { delta.pieces.append($0, .fromBackend, milliseconds: 1) }
        Array(#"{"id":8}"#.utf8).withUnsafeBytes { delta.pieces.append($0, .toClient, milliseconds: 1) }
        wire = WireLog()
        wire.append(delta)
        snapshot.detail?.wire = wire
        let other = self.user(snapshot, tab: "6")
        other.press("J")
        #expect(other.text.contains("from the backend: {") && other.text.contains("id: 8"))
    }

    /// A megabyte begins folded, and is shown at any size.
    @Test func aLongText() {
        let message = #"{"role":"user","content":"\#(String(repeating: "x", count: 100))"}"#
        let body = #"{"messages":[\#([String](repeating: message, count: 8_000).joined(separator: ","))]}"#
        let user = user(body: body)
        for (width, height) in [(80, 24), (24, 4), (1, 1), (200, 60)] {
            user.size = Size(width: width, height: height)
            user.press("J")
            for key in "jjzGZjzg" { user.press(key) }
            _ = user.look()
            user.press(.escape)
        }
        user.size = Size(width: 80, height: 24)
        user.press("J")
        #expect(user.text.contains("0: {... 2 members}") || user.text.contains("{... 2 members}"))
        user.press("G")
        user.press("k")
        #expect(user.text.contains("/messages"))
    }
}
