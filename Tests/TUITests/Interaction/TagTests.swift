import Monitoring
import TUI
import Testing

struct TagTests {
    @Test func severalInARow() {
        let user = ScreenDriver()
        user.press(" ")
        user.press(" ")
        #expect(user.view.tags == [RequestID(189), RequestID(188)])
        #expect(user.view.selection == RequestID(187))
        #expect(user.text.contains("•#0189"))
        user.press("k")
        user.press(" ")
        #expect(user.view.tags == [RequestID(189)])
        user.press("/")
        user.type("tagged")
        user.press(.enter)
        #expect(user.view.order.ids == [RequestID(189)])
        user.press("U")
        #expect(user.view.tags.isEmpty)
    }

    /// What is tagged and runs is cancelled together, whatever is selected.
    @Test func cancelActsOnTagged() {
        let user = ScreenDriver()
        user.press(" ")
        user.press(" ")
        user.press("G")
        user.press(" ")
        #expect(user.press("X") == nil)
        #expect(user.text.contains("Cancel 2 tagged requests?"))
        #expect(
            user.press("y") == .controls([.cancelRequest(RequestID(188)), .cancelRequest(RequestID(189))]))
    }

    @Test func forgottenWithTheRequest() {
        let user = ScreenDriver()
        user.press("G")
        user.press(" ")
        #expect(user.view.tags.count == 1)
        var snapshot = user.model.newest
        snapshot.requests.removeLast()
        user.receive(snapshot)
        #expect(user.view.tags.isEmpty)
    }
}
