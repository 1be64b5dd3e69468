import Testing

@testable import TUI

struct CellScalarsTests {
    /// What a C library of today says.
    private func libraryWidth(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300..<0x370, 0x200D, 0xFE0F: 0
        case 0x3000..<0xFE00, 0x1F300..<0x1FA00: 2
        case 0x40000...: -1
        default: 1
        }
    }

    private func cells(_ text: String, width: Int, ascii: Bool = false) -> [String] {
        CellScalars.split(text, width: width, isASCII: ascii, libraryWidth: libraryWidth).map { scalars in
            scalars.map { String($0) }.joined()
        }
    }

    @Test func ordinaryCharacters() {
        #expect(cells("a", width: 1) == ["a"])
        #expect(cells("日", width: 2) == ["日"])
        #expect(cells("e\u{301}", width: 1) == ["e\u{301}"])
        #expect(cells("", width: 1) == [" "])
    }

    /// Where terminals disagree, what is written takes the same columns on all of them.
    @Test func disputedCharactersFillTheirColumns() {
        #expect(cells("👩‍💻", width: 2) == ["👩"])
        #expect(cells("❤\u{FE0F}", width: 2) == ["❤", " "])
        #expect(cells("🇩🇪", width: 2) == ["D", "E"])
        #expect(cells("\u{40001}", width: 1) == ["?"])
        #expect(cells("🇩\u{301}", width: 2) == ["D", " "])
        #expect(cells("🇩\u{FE0F}", width: 2) == ["D", " "])
        #expect(cells("🇩", width: 1) == ["D"])
    }

    /// Where ncurses cannot be told, no more is lost than the character.
    @Test func whatTheTerminalHasWiderThanTheLibraryIsReplaced() {
        AmbiguousWidth.$current.withValue(.wide) {
            #expect(cells("Ж", width: 2) == ["?", " "])
            #expect(CellScalars.split("Ж", width: 2, isASCII: false, libraryWidth: { _ in 2 }) == [["Ж"]])
            #expect(cells("a", width: 1) == ["a"])
            #expect(cells("日", width: 2) == ["日"])
        }
    }

    @Test func outsideASCIIIsMarked() {
        #expect(cells("日", width: 2, ascii: true) == ["?", " "])
        #expect(cells("é", width: 1, ascii: true) == ["?"])
        #expect(cells("x", width: 1, ascii: true) == ["x"])
    }
}
