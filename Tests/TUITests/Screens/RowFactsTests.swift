import Monitoring
import TUI
import Testing

/// What the lists say about the selected row.
struct RowFactsTests {
    private func look(_ keys: [Key], width: Int = 80, height: Int = 24) -> String {
        let user = ScreenDriver()
        user.size = Size(width: width, height: height)
        for key in keys { user.press(key) }
        return user.text
    }

    @Test(arguments: [(80, 40), (200, 60)])
    func sessions(width: Int, height: Int) {
        let text = look([.character("2"), .character("j")], width: width, height: height)
        for words in [
            "known by its conversation", "30.0k of 65.5k", "+1.1k a request", "results", "~15.8k", "cache 92%",
            "from byte 1204 of the system prompt", "- Today is 2026-11-20 21:52", "+ Today is 2026-11-20 21:53",
            "list_dir {\"path\":\".\"}: 3 times",
        ] { #expect(text.contains(words), "\(words)") }
    }

    @Test func tools() {
        let text = look([.character("3"), .character("j"), .character("j")], width: 120, height: 40)
        for words in ["qwen3-coder", "BAD 4", "trailing-comma 5", "/limit: expected integer", "also as native 66"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    /// A request's own calls too are told from the last one on.
    @Test func lastCallsOfATool() throws {
        var snapshot = SampleSnapshots.busy()
        let row = try #require(snapshot.requests.firstIndex { $0.id == RequestID(184) })
        var call = snapshot.requests[row].calls[0]
        call.index = 1
        call.arguments = "{\"path\":\"later\"}"
        snapshot.requests[row].calls.append(call)
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 120, height: 40)
        user.press("3")
        let text = user.text
        let later = try #require(text.firstRange(of: "#0184 {\"path\":\"later"))
        let earlier = try #require(text.firstRange(of: "#0184 {\"path\":\"src"))
        #expect(later.lowerBound < earlier.lowerBound)
    }

    /// However many there have been, they are told apart.
    @Test func sessionsHaveRoomForTheirIDs() {
        var snapshot = SampleSnapshots.busy()
        snapshot.sessions[0].id = "s30123"
        for index in snapshot.requests.indices { snapshot.requests[index].session = "s30123" }
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 160, height: 40)
        #expect(user.text.contains("s30123"))
        user.press("2")
        #expect(user.text.contains("s30123 "))
    }

    /// A long filter is cut, what it leaves is not.
    @Test(arguments: [80, 100, 160])
    func countOfALongFilter(width: Int) throws {
        let user = ScreenDriver()
        user.size = Size(width: width, height: 24)
        user.press("/")
        user.type("agent:aider " + String(repeating: "!model:something ", count: 20))
        user.press(.enter)
        #expect(user.text.contains("filter agent:aider !model:so"))
        #expect(user.text.contains(" of \(SampleSnapshots.busy().requests.count)"))
    }

    /// A long line goes on below, indented, and nothing of it is lost.
    @Test func longLinesAreWrapped() {
        var snapshot = SampleSnapshots.busy()
        snapshot.events[0].notice.text = (1...40).map { "word\($0)" }.joined(separator: " ")
        let user = ScreenDriver(snapshot)
        user.size = Size(width: 80, height: 40)
        user.press("4")
        for number in 1...40 { #expect(user.text.contains("word\(number)"), "\(number)") }
    }

    /// Of long arguments only what can be seen is laid out, and that is all there is to see.
    @Test(arguments: ["3", "4", "1"], [80, 160])
    func longArguments(list: Character, width: Int) {
        func picture(_ count: Int) -> [String] {
            var snapshot = SampleSnapshots.busy()
            for index in snapshot.requests.indices {
                for call in snapshot.requests[index].calls.indices {
                    let text = String(repeating: "日本 e\u{301}\t👩‍💻\r\n word", count: 400)
                    snapshot.requests[index].calls[call].arguments = String(text.prefix(count))
                }
            }
            let user = ScreenDriver(snapshot)
            user.size = Size(width: width, height: 60)
            user.press(list)
            user.press("j")
            user.press("j")
            return user.look().lines
        }
        #expect(picture(16_000) == picture(2_000))
        #expect(picture(2_000).joined().contains("日") == picture(40).joined().contains("日"))
    }

    /// `v` gives the room to the list.
    @Test func factsCanBeHidden() {
        #expect(!look([.character("2"), .character("v")]).contains("a request"))
    }

    @Test func requestsOfASessionInOrder() {
        let user = ScreenDriver()
        user.press("[")
        #expect(user.view.selection == RequestID(187))
        user.press("]")
        #expect(user.view.selection == RequestID(189))
        user.press("]")
        #expect(user.view.message?.text == "this is the last request of s1")
        user.press("4")
        user.press(.enter)
        user.press("[")
        #expect(user.view.screen == .detail(RequestID(182)))
    }
}
