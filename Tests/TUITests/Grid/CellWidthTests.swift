import TUI
import Testing

struct CellWidthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var columns: Int
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "ASCII", text: "abc", columns: 3),
        Case(name: "Latin with marks", text: "Zürich", columns: 6),
        Case(name: "combining acute", text: "e\u{301}", columns: 1),
        Case(name: "CJK", text: "日本語", columns: 6),
        Case(name: "full-width letter", text: "Ａ", columns: 2),
        Case(name: "half-width katakana", text: "ｱ", columns: 1),
        Case(name: "Hangul syllable", text: "한", columns: 2),
        Case(name: "decomposed Hangul", text: "\u{1112}\u{1161}\u{11AB}", columns: 2),
        Case(name: "emoji", text: "😀", columns: 2),
        Case(name: "emoji with ZWJ", text: "👩‍💻", columns: 2),
        Case(name: "family", text: "👨‍👩‍👧‍👦", columns: 2),
        Case(name: "skin tone", text: "👍🏽", columns: 2),
        Case(name: "VS16 heart", text: "❤\u{FE0F}", columns: 2),
        Case(name: "heart as text", text: "❤", columns: 1),
        Case(name: "keycap", text: "1\u{FE0F}\u{20E3}", columns: 2),
        Case(name: "flag", text: "🇩🇪", columns: 2),
        Case(name: "ambiguous", text: "§±…", columns: 3),
        Case(name: "box drawing", text: "─│╭", columns: 3),
        Case(name: "Hebrew", text: "שלום", columns: 4),
        Case(name: "escape", text: "\u{1B}[31m", columns: 6),
        Case(name: "C1", text: "\u{9B}", columns: 4),
        Case(name: "right-to-left override", text: "\u{202E}", columns: 6),
        Case(name: "lone combining mark", text: "\u{301}", columns: 1),
    ])
    func columns(_ example: Case) { #expect(CellWidth.columns(of: example.text) == example.columns) }

    @Test(arguments: [
        Case(name: "ambiguous", text: "§±…", columns: 6),
        Case(name: "box drawing", text: "─│╭", columns: 6),
        // The accented letter is in no East Asian character set.
        Case(name: "Greek", text: "λόγος", columns: 8),
        Case(name: "Cyrillic", text: "мир", columns: 6),
        Case(name: "Latin with marks", text: "Zürich", columns: 7),
        Case(name: "Latin that is not ambiguous", text: "ñÑçÇ", columns: 4),
        Case(name: "combining acute", text: "e\u{301}", columns: 1),
        Case(name: "braille", text: "⣿", columns: 1),
        Case(name: "CJK", text: "日本語", columns: 6),
        Case(name: "half-width katakana", text: "ｱ", columns: 1),
        Case(name: "escape", text: "\u{1B}[31m", columns: 6),
    ])
    func columnsWhereTheTerminalIsWide(_ example: Case) {
        AmbiguousWidth.$current.withValue(.wide) {
            #expect(CellWidth.columns(of: example.text) == example.columns)
        }
    }

    /// They are searched by halves.
    @Test func rangesAreInOrder() {
        for (before, after) in zip(AmbiguousWidth.ranges, AmbiguousWidth.ranges.dropFirst()) {
            #expect(before.upperBound + 1 < after.lowerBound)
        }
    }
}
