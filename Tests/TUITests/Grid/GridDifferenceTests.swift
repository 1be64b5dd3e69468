import TUI
import TestSupport
import Testing

struct GridDifferenceTests {
    private func grid(_ rows: [String], width: Int) -> CellGrid {
        var grid = CellGrid(size: Size(width: width, height: rows.count))
        for (y, row) in rows.enumerated() { grid.draw(row, x: 0, y: y, in: grid.area) }
        return grid
    }

    @Test func nothingForTheSamePicture() {
        let picture = grid(["abc", "日本"], width: 6)
        #expect(GridDifference(from: picture, to: picture).isEmpty)
    }

    @Test func onlyWhatChanged() {
        let runs = GridDifference(from: grid(["abcdef"], width: 6), to: grid(["abXYef"], width: 6)).runs
        #expect(runs.map(\.x) == [2])
        #expect(runs.first?.cells == [Cell("X"), Cell("Y")])
    }

    @Test func everythingForAnotherSize() {
        let runs = GridDifference(from: grid(["abc"], width: 3), to: grid(["abcd", "efgh"], width: 4)).runs
        #expect(runs.map(\.cells.count) == [4, 4])
    }

    /// Painting the runs over the old picture gives the new one, and no run begins or ends inside a wide character.
    @Test(arguments: 0..<100)
    func runsMakeTheNewPicture(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func picture() -> CellGrid {
            let pieces = ["日", "a", " ", "本", "b"]
            return grid(
                (0..<3).map { _ in (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() }, width: 12
            )
        }
        let old = picture()
        let new = picture()
        var cells = old.cells
        for run in GridDifference(from: old, to: new).runs {
            #expect(run.cells.first?.isContinuation == false)
            let end = run.x + run.cells.count
            #expect(end == 12 || !new[end, run.y].isContinuation)
            for (offset, cell) in run.cells.enumerated() { cells[run.y * 12 + run.x + offset] = cell }
        }
        #expect(cells == new.cells)
    }
}
