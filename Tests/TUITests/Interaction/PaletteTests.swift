import Monitoring
import Testing

@testable import TUI

struct PaletteTests {
    private func titles(_ text: String, _ view: ViewState = ViewState()) -> [String] {
        Palette(view: view, snapshot: SampleSnapshots.busy()).items(text).map(\.title)
    }

    /// Letters in their order are enough, and those that begin words count for more.
    @Test(arguments: [
        ("mc", "max-concurrent"), ("csize", "chunk-size"), ("purgec", "purge-cache"), ("ro", "report-only"),
        ("185", "#0185 aider"), ("s2", "session s2 aider"), ("read_f", "tool read_file"),
    ])
    func findsByLetters(_ text: String, _ title: String) {
        #expect(titles(text).first == title)
    }

    @Test func strangersAreNotFound() {
        #expect(titles("xyzzy").isEmpty)
        #expect(FuzzyMatch("ba", in: "ab") == nil)
        #expect(FuzzyMatch("", in: "ab") == nil)
        #expect(FuzzyMatch("AB", in: "a-b")?.places == [0, 2])
    }

    /// What a request is about is looked through word for word.
    @Test func findsWhatRequestsAreAbout() {
        let items = Palette(view: ViewState(), snapshot: SampleSnapshots.busy()).items("failing parser")
        #expect(!items.isEmpty && items.allSatisfy { $0.detail == "Fix the failing parser test" })
    }

    /// Without a text what was used lately comes first, and with one it counts for more.
    @Test func whatWasUsedLatelyComesFirst() {
        var view = ViewState()
        for line in ["freeze", "filter bad"] { view.history.remember(line, .command) }
        #expect(Array(titles("", view).prefix(2)) == ["filter bad", "freeze"])
        view.history.remember("replay-faster", .command)
        #expect(titles("f", view).contains("freeze"))
    }

    /// Enter takes the first; where something has to follow, the line waits for it.
    @Test func enterTakesTheFirst() {
        let user = ScreenDriver()
        user.press(":")
        user.type("s2 aider")
        user.press(.enter)
        #expect(user.view.filter.text == "session=s2")
        user.press(":")
        user.type("csize")
        #expect(user.press(.enter) == nil)
        #expect(user.view.prompt?.line.text == "chunk-size ")
        user.type("70")
        #expect(user.press(.enter) == .control(.setChunkSize(70)))
        user.press(":")
        user.press(.enter)
        #expect(user.view.prompt == nil)
    }

    @Test func tabGoesThroughThem() {
        let user = ScreenDriver()
        user.size = Size(width: 100, height: 30)
        user.press(":")
        user.type("re")
        let lines = Palette(view: user.view, snapshot: user.model.shown).items("re").map(\.line)
        for line in lines.prefix(3) {
            user.press(.tab)
            #expect(user.view.prompt?.line.text == line)
        }
        #expect(user.text.contains("commands, sessions, tools, requests"))
        user.press(.escape)
        #expect(user.view.prompt == nil)
    }
}
