import Monitoring
import TUI
import Testing

struct RowSortTests {
    private func ids(_ user: ScreenDriver) -> [UInt64] { user.view.order.ids.map(\.rawValue) }

    private func value(_ id: RequestID, _ user: ScreenDriver, _ get: (RequestSummary) -> Double?) -> Double? {
        user.model.shown.request(id).flatMap(get)
    }

    /// The largest on top, or the smallest; what is not known is last either way.
    @Test(arguments: [("ttft", true), ("-ttft", false)])
    func byNumber(_ name: String, _ goesDown: Bool) {
        let user = ScreenDriver()
        user.press(":")
        user.type("sort \(name)")
        user.press(.enter)
        let values = user.view.order.ids.map { value($0, user, \.firstTokenSeconds) }
        let known = values.compactMap { $0 }
        #expect(known == (goesDown ? known.sorted(by: >) : known.sorted()))
        #expect(Set(known).count > 1)
        #expect(values.suffix(values.count - known.count).allSatisfy { $0 == nil })
        #expect(values.contains(nil))
    }

    /// Each column sorts, with nothing lost, and equal ones newest first.
    @Test(arguments: RequestColumn.Kind.allCases)
    func everyColumn(_ column: RequestColumn.Kind) {
        let user = ScreenDriver()
        let all = Set(ids(user))
        for minus in ["", "-"] {
            user.press(":")
            user.type("sort \(minus)\(column.rawValue)")
            user.press(.enter)
            #expect(user.view.sort.column == column)
            #expect(Set(ids(user)) == all)
            #expect(user.view.order.ids.count == all.count)
        }
        if column == .model { #expect(ids(user) == ids(user).sorted(by: >)) }
    }

    /// The picker opens on the order in force; the chosen column is marked in the heading.
    @Test func picker() {
        let user = ScreenDriver()
        user.press("s")
        #expect(user.text.contains("running, then newest"))
        user.press("j")
        user.press("j")
        user.press("j")
        user.press(.enter)
        #expect(user.view.sort == RowSort(.time))
        #expect(user.text.contains("TIME↓"))
        user.press("I")
        #expect(user.text.contains("TIME↑"))
        user.press("s")
        user.press("g")
        user.press(.enter)
        #expect(user.view.sort == RowSort())
        user.press("s")
        user.press(.escape)
        #expect(user.view.overlay == nil)
        user.press("s")
        user.press(.control("c"))
        #expect(user.view.overlay != nil)
    }

    @Test func neighbouringColumns() {
        let user = ScreenDriver()
        user.press(">")
        #expect(user.view.sort.column == user.view.shownColumns.first)
        user.press("<")
        #expect(user.view.sort.column == user.view.shownColumns.last)
    }

    /// Sorting moves rows at once, time moves them only while no key is pressed, and the selection stays on its request.
    @Test func selectionStaysOnItsRequest() {
        let user = ScreenDriver()
        for _ in 0..<4 { user.press("j") }
        let selected = user.view.selection
        user.press(":")
        user.type("sort out")
        user.press(.enter)
        #expect(user.view.selection == selected)
        let before = ids(user)
        var snapshot = user.model.newest
        snapshot.requests[2].usage.completion = 1_000_000
        user.receive(snapshot, secondsSinceKey: 1)
        #expect(ids(user) == before)
        user.receive(snapshot, secondsSinceKey: 3)
        #expect(ids(user).first == snapshot.requests[2].id.rawValue)
        #expect(user.view.selection == selected)
    }

    @Test func columnsAreChosen() {
        let user = ScreenDriver()
        user.press(":")
        user.type("columns id,model,finish")
        user.press(.enter)
        _ = user.look()
        #expect(user.view.shownColumns == [.id, .model, .ending])
        user.press("c")
        #expect(user.text.contains("x model"))
        user.press("j")
        user.press("j")
        user.press(" ")
        _ = user.look()
        #expect(user.view.shownColumns == [.id, .phase, .model, .ending])
        user.press("g")
        user.press(" ")
        user.press(.escape)
        #expect(user.view.columns == nil)
        for wrong in ["columns nonsense", "sort nonsense"] {
            user.press(":")
            user.type(wrong)
            user.press(.enter)
            #expect(user.view.message?.text.contains("there is no column nonsense") == true)
        }
    }

    @Test func theProtocolIsAColumn() {
        let user = ScreenDriver()
        var snapshot = user.model.newest
        snapshot.requests[0].route = "/v1/messages?beta=true"
        user.receive(snapshot, secondsSinceKey: 1)
        user.press(":")
        user.type("columns id,wire")
        user.press(.enter)
        #expect(user.text.contains("WIRE"))
        #expect(user.text.split(separator: "\n").count { $0.contains(" messages ") } == 1)
        #expect(user.text.contains(" chat "))
    }

    @Test func oneColumnStays() {
        let user = ScreenDriver()
        user.press(":")
        user.type("columns id")
        user.press(.enter)
        user.press("c")
        user.press("j")
        user.press(" ")
        #expect(user.view.columns == [.id])
        #expect(user.view.message?.text == "one column has to stay")
    }
}
