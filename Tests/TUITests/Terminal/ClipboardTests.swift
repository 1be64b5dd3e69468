import Testing

@testable import TUI

struct ClipboardTests {
    /// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html: OSC 52 ; c ; base64 BEL
    @Test func sequence() throws {
        let bytes = try #require(Clipboard.sequence(for: "hé", isInTmux: false))
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]52;c;aMOp\u{7}")
    }

    /// tmux passes on what is wrapped, with escapes doubled.
    @Test func throughTmux() throws {
        let bytes = try #require(Clipboard.sequence(for: "a", isInTmux: true))
        let plain = "\u{1B}]52;c;YQ==\u{7}"
        #expect(String(decoding: bytes, as: UTF8.self) == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
    }

    @Test func tooLong() {
        #expect(Clipboard.sequence(for: String(repeating: "a", count: 75_000), isInTmux: false) != nil)
        #expect(Clipboard.sequence(for: String(repeating: "a", count: 75_001), isInTmux: false) == nil)
    }
}
