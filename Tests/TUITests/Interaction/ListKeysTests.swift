import Monitoring
import TUI
import Testing

struct ListKeysTests {
    @Test func numbersAndTabSwitch() {
        let user = ScreenDriver()
        for (key, list) in zip(
            ["2", "3", "4", "5", "1"], [ViewState.List.sessions, .tools, .events, .models, .requests])
        {
            user.press(Character(key))
            #expect(user.view.list == list)
            #expect(user.text.contains("[\(list.rawValue) \(list.title)]"))
        }
        user.press(.backTab)
        #expect(user.view.list == .models)
        user.press(.tab)
        #expect(user.view.list == .requests)
    }

    /// Each list keeps its own selection, and that of the requests is not moved from another list.
    @Test func selectionsAreApart() {
        let user = ScreenDriver()
        user.press("j")
        let request = user.view.selection
        user.press("3")
        user.press("G")
        let tool = user.view.cursors[.tools]?.selection
        #expect(tool == " hermes-json")
        user.press("4")
        user.press("j")
        user.press("3")
        #expect(user.view.cursors[.tools]?.selection == tool)
        #expect(user.view.selection == request)
    }

    /// An event opens the request that it speaks of; going back leads to the events.
    @Test func eventsOpenTheirRequest() {
        let user = ScreenDriver()
        user.press("4")
        user.press(.enter)
        #expect(user.view.screen == .detail(RequestID(185)))
        user.press(.escape)
        #expect(user.view.screen == .overview)
        #expect(user.view.list == .events)
        user.press("j")
        user.press(.enter)
        #expect(user.view.screen == .overview)
        #expect(user.view.message != nil)
    }

    /// A session opens its requests, and leads back; so does a tool.
    @Test func sessionsOpenTheirRequests() {
        let user = ScreenDriver()
        let all = user.view.order.ids.count
        user.press("2")
        user.press("j")
        user.press(.enter)
        #expect(user.view.list == .requests)
        #expect(user.view.filter.text == "session=s2")
        #expect(user.view.order.ids.contains(RequestID(188)))
        #expect(!user.view.order.ids.contains(RequestID(189)))
        #expect(user.text.contains("Sessions › s2  ") && !user.text.contains("FILTER"))
        user.press(.enter)
        user.size = Size(width: 120, height: 40)
        #expect(user.look().lines[0].hasPrefix(" Sessions › s2 › #"))
        user.press(.escape)
        #expect(user.view.list == .requests)
        user.press(.escape)
        #expect(user.view.list == .sessions)
        #expect(user.view.order.ids.count == all)
        user.press("3")
        user.press("G")
        user.press(.enter)
        #expect(user.view.order.ids == [RequestID(182)])
        user.press("h")
        #expect(user.view.list == .tools)
        user.press("g")
        user.press(.enter)
        #expect(user.view.order.ids.contains(RequestID(184)))
        #expect(!user.view.order.ids.contains(RequestID(185)))
    }

    /// A filter of the user's own is one.
    @Test func aFilterIsNoRow() {
        let user = ScreenDriver()
        user.press("2")
        user.press(.enter)
        user.press("\\")
        user.press("/")
        user.type("agent:aider")
        user.press(.enter)
        #expect(user.text.contains("filter agent:aider") && user.text.contains("FILTER"))
    }

    /// What cannot be seen cannot be cancelled.
    @Test func cancelActsOnTheRowThatIsSeen() {
        let user = ScreenDriver()
        user.press("4")
        user.press("j")
        #expect(user.press("X") == nil)
        #expect(user.view.overlay == nil)
        user.press("2")
        user.press("j")
        user.press("X")
        #expect(user.press("y") == .control(.cancelRequest(RequestID(188))))
    }
}
