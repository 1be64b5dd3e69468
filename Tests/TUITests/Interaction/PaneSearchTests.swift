import Monitoring
import TUI
import Testing

struct PaneSearchTests {
    private func open(_ text: String) -> ScreenDriver {
        var snapshot = SampleSnapshots.busy()
        snapshot.detail = SampleTranscripts.plain(text, id: RequestID(185))
        var view = ViewState()
        view.isFollowing = false
        view.selection = RequestID(185)
        let user = ScreenDriver(snapshot, view: view)
        user.press(.enter)
        return user
    }

    private static let text = (0..<300).map { $0 % 50 == 7 ? "line \($0) Needle here" : "line \($0) of hay" }
        .joined(separator: "\n")

    /// The match comes into sight as the word is typed; n and N go on, round the ends.
    @Test func forwardAndBack() {
        let user = open(Self.text)
        user.press("/")
        user.type("needle")
        #expect(user.text.contains("line 7 Needle"))
        user.press(.enter)
        for line in [57, 107, 157, 207, 257, 7, 57] {
            user.press("n")
            #expect(user.text.contains("line \(line) Needle"), "\(line)")
        }
        user.press("N")
        user.press("N")
        #expect(user.text.contains("line 257 Needle"))
    }

    @Test func matchesAreMarked() {
        let user = open(Self.text)
        user.press("/")
        user.type("NEEDLE")
        let grid = user.look()
        let row = grid.lines.firstIndex { $0.contains("line 7 Needle") } ?? 0
        let marked = (0..<80).filter { grid[$0, row].style.isUnderlined }.map { grid[$0, row].text }.joined()
        #expect(marked.hasPrefix("Needle"))
        #expect((0..<80).contains { grid[$0, row].style.isSelected })
    }

    @Test func givingUpGoesBack() {
        let user = open(Self.text)
        user.press("/")
        user.type("line 250")
        _ = user.look()
        #expect(user.view.scroll.top > 100)
        user.press(.escape)
        #expect(user.view.scroll.top == 0)
        #expect(user.view.search == nil)
        user.press("n")
        #expect(user.view.message?.text.contains("/ begins") == true)
    }

    /// Which match it is of how many, and that the search went round.
    @Test func saysWhereItIs() {
        let user = open(Self.text)
        user.press("/")
        user.type("needle")
        user.press(.enter)
        #expect(user.text.contains("/needle 1 of 6"))
        for _ in 0..<5 { user.press("n") }
        #expect(user.text.contains("/needle 6 of 6") && !user.text.contains("from the top"))
        user.press("n")
        #expect(user.text.contains("/needle 1 of 6") && user.text.contains("round"))
    }

    /// A miss is told, also when the line is taken.
    @Test func aMissIsToldOnEnter() {
        let user = open(Self.text)
        user.press("/")
        user.type("zebra")
        user.press(.enter)
        #expect(user.text.contains("not found") || user.text.contains("is not in this text"))
    }

    @Test func notFound() {
        let user = open(Self.text)
        user.press("/")
        user.type("zebra")
        #expect(user.text.contains("not found"))
        user.press(.enter)
        user.press("n")
        #expect(user.text.contains("\"zebra\" is not in this text"))
    }

    @Test func helpIsSearched() {
        let user = ScreenDriver()
        user.size = Size(width: 60, height: 12)
        user.press("?")
        user.press("/")
        user.type("purge")
        user.press(.enter)
        #expect(user.text.contains("purge the KV cache"))
        #expect(user.view.overlay != nil)
        let grid = user.look()
        let marked = (0..<grid.size.height).filter { y in
            (0..<grid.size.width).contains { grid[$0, y].style.isSelected }
        }
        #expect(marked.count == 1)
        #expect(marked.allSatisfy { grid.lines[$0].lowercased().contains("purge") })
    }

    /// Wide characters and marks: the columns are those of the whole cells.
    @Test func columns() {
        var grid = CellGrid(size: Size(width: 20, height: 1))
        grid.draw("ab漢e\u{301}cAB", x: 0, y: 0, in: grid.area)
        let cells = (0..<20).map { grid[$0, 0] }
        #expect(PaneSearch.ranges(of: "漢e\u{301}c", in: cells) == [2..<6])
        #expect(PaneSearch.ranges(of: "ab", in: cells) == [0..<2, 6..<8])
        #expect(PaneSearch.ranges(of: "", in: cells).isEmpty)
    }
}
