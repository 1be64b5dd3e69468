import TUI
import Testing

struct ListCursorTests {
    /// The selection stays on its row when others come before it, also while nothing may move.
    @Test(arguments: [true, false])
    func staysOnItsRow(mayMove: Bool) {
        var cursor = ListCursor()
        cursor.update(["b", "a"], mayMove: true, follows: false)
        cursor.move(by: 1)
        cursor.update(["d", "a", "c", "b"], mayMove: mayMove, follows: false)
        #expect(cursor.selection == "a")
        #expect(cursor.names == (mayMove ? ["d", "a", "c", "b"] : ["d", "c", "b", "a"]))
    }

    @Test func followsTheFirst() {
        var cursor = ListCursor()
        cursor.update(["1"], mayMove: true, follows: true)
        cursor.update(["2", "1"], mayMove: true, follows: true)
        #expect(cursor.selection == "2")
        cursor.move(by: 0)
        cursor.update(["3", "2", "1"], mayMove: true, follows: false)
        #expect(cursor.selection == "2")
    }

    /// A row that goes leaves the selection to the one below it, the last one to the one above.
    @Test func givesWayToTheNeighbour() {
        var cursor = ListCursor()
        cursor.update(["e", "d", "c", "b", "a"], mayMove: true, follows: false)
        cursor.select("a")
        cursor.update(["e", "d", "c"], mayMove: true, follows: false)
        #expect(cursor.selection == "c")
        cursor = ListCursor()
        cursor.update(["c", "b", "a"], mayMove: true, follows: false)
        cursor.move(by: 1)
        cursor.update(["c", "a"], mayMove: true, follows: false)
        #expect(cursor.selection == "a")
        cursor.update(["c"], mayMove: false, follows: false)
        #expect(cursor.selection == "c")
        cursor.update([], mayMove: false, follows: false)
        #expect(cursor.selection == nil)
        cursor.move(by: 1)
        #expect(cursor.selection == nil)
    }

    @Test(arguments: [(Int.min, "c"), (.max, "a"), (1, "a"), (-1, "c")])
    func staysInTheList(distance: Int, expected: String) {
        var cursor = ListCursor()
        cursor.update(["c", "b", "a"], mayMove: true, follows: false)
        cursor.select("b")
        cursor.move(by: distance)
        #expect(cursor.selection == expected)
    }
}
