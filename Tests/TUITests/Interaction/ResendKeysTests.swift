import Monitoring
import TUI
import Testing

/// Sending again what was asked, changed.
struct ResendKeysTests {
    private static let id = RequestID(185)
    private static let body = #"{"model":"m","messages":[]}"#

    private func open(_ body: String? = body, id: RequestID = id) -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.plain("hi", id: id)
        snapshot.detail?.requestBody = body
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 120, height: 40)
        user.type(":open 185")
        user.press(.enter)
        return user
    }

    private func run(_ line: String, _ user: ScreenDriver) -> ViewCommand? {
        user.type(":" + line)
        return user.press(.enter)
    }

    @Test func byName() {
        let user = open()
        #expect(run("resend backend=llama-server model=x/y", user) == nil)
        #expect(user.text.contains("again, to llama-server, with model x/y?"))
        #expect(
            user.press("y")
                == .control(.resendRequest(Self.id, ResendChange(backend: "llama-server", model: "x/y"))))
    }

    @Test(arguments: [
        ("resend backend=none", "there is no backend none; there are llama-server"),
        ("resend gpu2", "gpu2 cannot be changed"), ("resend model=", "model= cannot be changed"),
    ])
    func saysWhatIsWrong(_ line: String, _ words: String) {
        let user = open()
        #expect(run(line, user) == nil)
        #expect(user.view.message?.text.contains(words) == true, "\(user.view.message?.text ?? "")")
        #expect(user.view.overlay == nil)
    }

    /// The editor gets a line for each member; what comes back is asked about and sent.
    @Test func editing() {
        let user = open()
        guard case .edit(Self.id, let text)? = user.press("i") else {
            Issue.record("no editor")
            return
        }
        #expect(text.contains("\n  \"model\": \"m\",\n"))
        let edited = text.replacing("\"m\"", with: "\"n\"")
        user.edit(edited, from: text, of: Self.id)
        #expect(user.text.contains("again, edited?"))
        #expect(user.press("y") == .control(.resendRequest(Self.id, ResendChange(body: edited))))
    }

    @Test func nothingIsSentUnchanged() {
        let user = open()
        user.edit("same", from: "same", of: Self.id)
        #expect(user.view.overlay == nil && user.view.message?.text == "nothing was changed, so nothing is sent")
    }

    /// What is no JSON is kept for the next time.
    @Test func aMistakeLosesNothing() {
        let user = open()
        user.edit("{\n  \"a\": ,\n}", from: Self.body, of: Self.id)
        #expect(
            user.view.message?.text.hasPrefix("no JSON: unexpected character in line 2 at character 8; i opens") == true
        )
        #expect(user.press("i") == .edit(Self.id, "{\n  \"a\": ,\n}"))
        user.edit("{}", from: "{\n  \"a\": ,\n}", of: Self.id)
        #expect(user.press("y") == .control(.resendRequest(Self.id, ResendChange(body: "{}"))))
        #expect(user.view.draft == nil)
    }

    @Test func saysWhyItCannotBeEdited() {
        let lost = open(nil)
        #expect(lost.press("i") == nil)
        #expect(lost.view.message?.text.contains("is not kept, so it cannot be edited") == true)
        let early = open(id: RequestID(184))
        #expect(early.press("i") == nil)
        #expect(early.view.message?.text.contains("is not here yet") == true)
        let running = open()
        _ = run("open 188", running)
        #expect(running.press("i") == nil)
        #expect(running.view.message?.text == "#0188 is still running")
    }
}
