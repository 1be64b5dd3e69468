import TUI
import TestSupport
import Testing

struct CellGridTests {
    private func grid(_ width: Int, _ height: Int = 1) -> CellGrid {
        CellGrid(size: Size(width: width, height: height))
    }

    @Test func drawsAndClips() {
        var grid = grid(6, 2)
        grid.draw("hello world", x: 1, y: 0, in: Area(x: 0, y: 0, width: 4, height: 1))
        #expect(grid.lines == [" hel  ", "      "])
        grid.draw("below", x: 0, y: 5, in: grid.area)
        grid.draw("left", x: -2, y: 1, in: grid.area)
        #expect(grid.lines[1] == "ft    ")
    }

    @Test(arguments: [(4, "日本"), (3, "日…"), (2, " …"), (1, "…"), (5, "日本 ")])
    func wideCharactersAreNeverHalved(_ width: Int, _ expected: String) {
        var grid = grid(width)
        grid.draw("日本", x: 0, y: 0, in: grid.area, cut: "…")
        #expect(grid.lines[0] == (width == 3 ? "日…" : expected))
        expectExactWidths(grid)
    }

    @Test func overwritingHalfOfAWideCharacterClearsTheOther() {
        var grid = grid(4)
        grid.draw("日本", x: 0, y: 0, in: grid.area)
        grid.draw("x", x: 1, y: 0, in: grid.area)
        #expect(grid.lines == [" x本"])
        grid.draw("y", x: 2, y: 0, in: grid.area)
        #expect(grid.lines == [" xy "])
    }

    /// Drawing anything anywhere leaves whole characters.
    @Test(arguments: 0..<100)
    func staysWhole(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var grid = grid(20, 4)
        let texts = ["日本語", "abc", "👩‍💻x", "\u{1B}[m", "e\u{301}", "한글", "❤\u{FE0F}"]
        for _ in 0..<40 {
            let clip = Area(
                x: .random(in: 0..<20, using: &random), y: .random(in: 0..<4, using: &random),
                width: .random(in: 0...20, using: &random), height: .random(in: 0...4, using: &random))
            grid.draw(
                texts.randomElement(using: &random) ?? "", x: .random(in: -3..<22, using: &random),
                y: .random(in: -1..<5, using: &random), in: clip, cut: Bool.random(using: &random) ? "…" : "")
            expectExactWidths(grid)
        }
    }

    @Test func areasNeverHaveNegativeSizes() {
        var area = Area(x: 0, y: 0, width: 3, height: 2)
        #expect(area.removeTop(5).height == 2)
        #expect(area.removeBottom(1).isEmpty)
        #expect(area.inset(left: 5, right: 5).width == 0)
        #expect(Area(x: 0, y: 0, width: 2, height: 2).intersection(Area(x: 9, y: 9, width: 2, height: 2)).isEmpty)
    }
}
