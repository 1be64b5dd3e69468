import TUI
import TestSupport
import Testing

struct GlyphTests {
    private func shown(_ text: String) -> String { text.glyphs.map(\.text).joined() }

    @Test(arguments: [
        ("\u{1B}[2J", "^[[2J"), ("\u{0}\u{7}\u{7F}", "^@^G^?"), ("\u{9B}", "\\x9B"), ("a\u{202E}b", "a<202E>b"),
        ("\u{FEFF}\u{200B}", "<FEFF><200B>"), ("\r\n", "^M^J"), ("\u{E000}", "<E000>"), ("\u{2028}", "<2028>"),
        ("日本", "日本"), ("e\u{301}", "e\u{301}"), ("👩‍💻", "👩‍💻"),
    ])
    func neutralised(_ text: String, _ expected: String) { #expect(shown(text) == expected) }

    /// No control character, no bidirectional control is ever left, whatever comes in.
    @Test(arguments: 0..<50)
    func nothingHostileIsLeft(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<400).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = String.glyphs(of: bytes).map(\.text).joined()
        for scalar in text.unicodeScalars {
            #expect(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value))
            #expect(scalar.properties.generalCategory != .format || scalar.value == 0x200D || scalar.value == 0x200C)
        }
    }

    @Test func invalidBytesAreShown() {
        let text = String.glyphs(of: [0x61, 0xFF, 0xE6, 0x97, 0x62, 0xC3]).map(\.text).joined()
        #expect(text == "a\\xFF\\xE6\\x97b\\xC3")
    }

    /// A tower of combining marks is cut.
    @Test func marksAreBounded() {
        let tower = "a" + String(repeating: "\u{301}", count: 1_000)
        #expect(tower.glyphs.count == 1)
        #expect(tower.glyphs[0].text.unicodeScalars.count <= 6)
    }
}
