import TUI
import TestSupport
import Testing

struct EditedLineTests {
    @Test func editing() {
        var line = EditedLine("one two")
        line.deleteWord()
        #expect(line.text == "one ")
        line.insert("x")
        line.moveToStart()
        line.insert(">")
        #expect(line.text == ">one x")
        #expect(line.beforeCursor == ">")
        line.moveRight()
        line.deleteForward()
        #expect(line.text == ">oe x")
        line.deleteToStart()
        #expect(line.text == "e x")
        #expect(line.cursor == 0)
    }

    /// A mark joins the letter before it, and both go together.
    @Test func marksJoin() {
        var line = EditedLine("e")
        line.insert("\u{301}")
        #expect(line.characters.count == 1)
        #expect(line.cursor == 1)
        line.deleteBackward()
        #expect(line.text.isEmpty)
    }

    @Test(arguments: 0..<4)
    func staysInside(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var line = EditedLine()
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<14, using: &random) {
            case 0..<5: line.insert("ab é👩\u{200D}\u{301}漢".randomElement(using: &random) ?? "a")
            case 5: line.deleteBackward()
            case 6: line.deleteForward()
            case 7: line.deleteWord()
            case 8: line.deleteToStart()
            case 9: line.moveLeft()
            case 10: line.moveRight()
            case 11: line.moveToStart()
            case 12: line.moveToEnd()
            default: line.replaceBeforeCursor("stem ")
            }
            #expect((0...line.characters.count).contains(line.cursor))
            #expect(line.characters.count <= 1_000)
        }
    }
}
