import Monitoring
import TUI
import Testing

struct FilterPromptTests {
    /// The list follows what is typed; what cannot be read yet leaves it as it was, with a caret under the place.
    @Test func typingFiltersAtOnce() {
        let user = ScreenDriver()
        let all = user.view.order.ids.count
        user.press("/")
        user.type("bad")
        #expect(user.view.order.ids == [RequestID(185)])
        #expect(user.view.selection == RequestID(185))
        #expect(user.text.contains("1 of \(all)"))
        user.type(" | (near")
        #expect(user.view.order.ids == [RequestID(185)])
        let lines = user.look().lines
        #expect(lines[21].hasPrefix(" filter> bad | (near"))
        #expect(lines[22].firstIndex(of: "^") == lines[21].firstIndex(of: "("))
        #expect(lines[23].contains("never closed"))
        // Enter does not take it, the rest of the line does.
        user.press(.enter)
        #expect(user.view.prompt != nil)
        user.type(")")
        user.press(.enter)
        #expect(user.view.prompt == nil)
        #expect(user.view.order.ids == [RequestID(185), RequestID(182)])
        #expect(user.text.contains("filter bad | (near)"))
        #expect(user.text.contains("2 of \(all)"))
        #expect(user.look().lines[0].contains("FILTER"))
        user.press("\\")
        #expect(user.view.order.ids.count == all)
    }

    /// Giving up restores the filter, the selection and following.
    @Test(arguments: [Key.escape, .control("c")])
    func givingUpRestores(_ key: Key) {
        let user = ScreenDriver()
        user.press("/")
        user.type("!native")
        user.press(.enter)
        user.press(.down)
        let (ids, selection) = (user.view.order.ids, user.view.selection)
        user.press("/")
        user.press(.control("u"))
        user.type("cancel")
        #expect(user.view.order.ids.count == 1)
        user.press(key)
        #expect(user.view.order.ids == ids)
        #expect(user.view.selection == selection)
        #expect(user.view.filter.text == "!native")
        #expect(user.view.prompt == nil)
    }

    @Test func historyIsRecalled() {
        let user = ScreenDriver()
        for filter in ["bad", "near", "bad"] {
            user.press("/")
            user.press(.control("u"))
            user.type(filter)
            user.press(.enter)
        }
        user.press("\\")
        user.press("/")
        user.type("er")
        user.press(.up)
        #expect(user.view.filter.text == "bad")
        user.press(.up)
        user.press(.up)
        #expect(user.view.filter.text == "near")
        user.press(.down)
        user.press(.down)
        #expect(user.text.contains("filter> er "))
    }

    /// Tab goes through states, fields and the values that there are.
    @Test func completion() {
        let user = ScreenDriver()
        user.press("/")
        user.type("(agent:ai")
        user.press(.tab)
        #expect(user.text.contains("filter> (agent:aider "))
        user.type(") re")
        user.press(.tab)
        user.press(.tab)
        #expect(user.text.contains("filter> (agent:aider) repaired"))
        user.press(.backTab)
        #expect(user.view.filter.text == "(agent:aider) rewritten")
    }

    @Test func nothingFits() {
        let user = ScreenDriver()
        user.press("/")
        user.type("ttft>1h")
        user.press(.enter)
        #expect(user.view.selection == nil)
        #expect(user.text.contains("none of 30 requests fits the filter: ttft>1h"))
        user.press(.enter)
        #expect(user.view.screen == .overview)
        user.press("\\")
        #expect(user.view.selection == RequestID(189))
    }

    /// A request that leaves the filter stays in its row while keys are pressed.
    @Test func rowsStayForAMoment() {
        let user = ScreenDriver()
        user.press("/")
        user.type("inflight")
        user.press(.enter)
        #expect(user.view.order.ids.count == 3)
        var snapshot = user.model.newest
        snapshot.requests[0].phase = .done
        user.receive(snapshot, secondsSinceKey: 0.5)
        #expect(user.view.order.ids.count == 3)
        user.receive(snapshot, secondsSinceKey: 3)
        #expect(user.view.order.ids.count == 2)
    }

    /// The filter also counts in a frozen picture, and an open request stays open whatever it is.
    @Test func frozenAndOpen() {
        let user = ScreenDriver()
        user.press("Z")
        user.press("/")
        user.type("bad")
        user.press(.enter)
        #expect(user.view.order.ids == [RequestID(185)])
        user.press(.enter)
        user.press(":")
        user.type("filter near")
        user.press(.enter)
        #expect(user.view.screen == .detail(RequestID(185)))
        #expect(user.view.order.ids == [RequestID(182)])
        user.press("q")
        #expect(user.view.selection == RequestID(182))
    }
}
