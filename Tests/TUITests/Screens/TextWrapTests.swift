import TUI
import TestSupport
import Testing

struct TextWrapTests {
    private func rows(_ text: String, _ width: Int, wraps: Bool = true) -> [String] {
        let bytes = Array(text.utf8)
        return TextWrap.rows(bytes, width: width, wraps: wraps).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test func breaksAtLineFeeds() {
        #expect(rows("a\n\nb\r\nc\n", 10) == ["a", "", "b", "c"])
        #expect(rows("", 10) == [""])
    }

    @Test func breaksAtSpacesWhereThatCostsLittle() {
        #expect(rows("read the file first", 10) == ["read the ", "file first"])
        #expect(rows("a bcdefghijklmnop", 10) == ["a bcdefghi", "jklmnop"])
    }

    @Test func unwrappedLinesStayWhole() {
        #expect(rows("0123456789 0123\nx", 4, wraps: false) == ["0123456789 0123", "x"])
    }

    /// All bytes come back, in order, in rows that fit.
    @Test(arguments: 0..<200)
    func losesNothing(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", " ", "日", "👩‍💻", "e\u{301}", "\t", "\u{1B}", "\u{202E}", "word ", "❤\u{FE0F}", "🇩🇪"]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...80, using: &random) {
            if Int.random(in: 0..<10, using: &random) == 0 {
                bytes.append(.random(in: 0x80...0xFF, using: &random))
            } else {
                bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
        }
        let width = Int.random(in: 6...40, using: &random)
        let rows = TextWrap.rows(bytes, width: width)
        #expect(rows.flatMap { Array(bytes[$0]) } == bytes)
        for row in rows { #expect(TextWrap.text(bytes[row], .plain).width <= width) }
    }
}
