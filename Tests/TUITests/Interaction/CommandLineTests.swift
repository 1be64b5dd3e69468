import Monitoring
import TUI
import Testing

struct CommandLineTests {
    private func run(_ line: String, on user: ScreenDriver = ScreenDriver()) -> (ViewCommand?, ScreenDriver) {
        user.press(":")
        user.type(line)
        return (user.press(.enter), user)
    }

    @Test func namesAndNumbers() {
        #expect(run("quit-now").0 == .quit)
        #expect(run("redr").0 == .redraw)
        #expect(run("q").1.view.context == .confirmation)
        #expect(run("q!").0 == .quit)
        #expect(run("chunk-size 123").0 == .control(.setChunkSize(123)))
        #expect(run("  max-concurrent   7 ").0 == .control(.setMaxConcurrent(7)))
        #expect(run("stream-mode buffered").0 == .control(.setStreamMode(.buffered)))
        #expect(run("dump ~/a b.txt").0 == .dump("~/a b.txt"))
        #expect(run("hold-r").1.view.context == .confirmation)
        #expect(run("185").1.view.selection == RequestID(185))
        #expect(run("#182").1.view.selection == RequestID(182))
        #expect(run("open 182").1.view.screen == .detail(RequestID(182)))
        #expect(run("freeze").1.view.isFrozen)
        #expect(run("filter near").1.view.filter.text == "near")
        #expect(run("").1.view.prompt == nil)
    }

    /// What cannot be done is said, and nothing changes.
    @Test(arguments: [
        ("nonsense", "there is no command nonsense"), ("chunk-size", "needs N"),
        ("chunk-size x", "whole number from 1 to 100000"), ("max-concurrent 0", "from 1 to 1024"), ("9999", "not kept"),
        ("dump", "dump needs FILE"), ("replay-start", "is for the replay of a log"),
        ("stream-mode fast", "there are auto, live, buffered, passthrough"),
        ("quit now", "takes nothing"), ("filter (bad", "never closed"), ("wrap", "no meaning in the list"),
        ("open x", "no request's number"), ("hold-session s99", "no session s99"),
        ("bind q", "needs a key and a command"), ("bind q follow", "key of back"),
        ("bind xx follow", "xx is no key"), ("bind x nonsense", "no command nonsense"), ("confirm", "no meaning"),
    ])
    func problems(_ line: String, _ words: String) {
        let (command, user) = run(line)
        #expect(command == nil)
        #expect(user.view.message?.text.contains(words) == true, "\(user.view.message?.text ?? "")")
        #expect(user.view.message?.isProblem == true)
        #expect(user.text.contains(words))
    }

    @Test func bindingAKey() {
        let (_, user) = run("bind b follow")
        #expect(user.view.isFollowing)
        user.press("b")
        #expect(!user.view.isFollowing)
        user.press("F")
        #expect(user.view.isFollowing)
    }

    @Test(arguments: [
        "chunk-size 5", "max-concurrent 5", "stream-mode live", "report-only", "resend", "hold-requests", "purge-cache",
        "hold-session", "resend-elsewhere", "resend model=x",
        "cancel-request",
    ])
    func readOnlyRefuses(_ line: String) {
        var view = ViewState()
        view.isReadOnly = true
        let (command, user) = run(line, on: ScreenDriver(view: view))
        #expect(command == nil)
        #expect(user.view.overlay == nil)
        #expect(user.view.message?.text.hasPrefix("read-only") == true)
    }

    @Test func completionAndHistory() {
        let user = ScreenDriver()
        user.press(":")
        user.type("chu")
        user.press(.tab)
        user.type("77")
        #expect(user.press(.enter) == .control(.setChunkSize(77)))
        user.press(":")
        user.press(.up)
        #expect(user.press(.enter) == .control(.setChunkSize(77)))
        user.press(":")
        user.type("stream-mode pa")
        user.press(.tab)
        #expect(user.press(.enter) == .control(.setStreamMode(.passthrough)))
        user.press(":")
        user.type("filter agent:op")
        user.press(.tab)
        user.press(.enter)
        #expect(user.view.filter.text == "agent:opencode")
    }
}
