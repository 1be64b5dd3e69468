import Testing

@testable import Monitoring
@testable import TUI

/// A prompt's messages as blocks.
struct MessageStripTests {
    private func strip(
        _ changes: [(PromptComparison.ChangeKind, Int)], leftOut: [Range<Int>]? = nil, more: Int = 0, count: Int
    ) -> MessageStrip {
        var comparison = PromptComparison(previous: RequestID(1))
        comparison.leftOut = leftOut
        comparison.moreChanges = more
        comparison.changes = changes.map {
            PromptComparison.Change(kind: $0.0, message: $0.1, role: "user", bytes: 1, text: "")
        }
        return MessageStrip(comparison, count: count)
    }

    private func text(_ strip: MessageStrip, width: Int = 80, _ symbols: Symbols = .unicode) -> String {
        strip.line(width: width, symbols: symbols).pieces.map(\.text).joined()
    }

    @Test func hasABlockForEach() {
        let strip = strip([(.changed, 1), (.added, 5), (.added, 6), (.removed, 3)], leftOut: [2..<4], count: 7)
        #expect(text(strip) == "▇▒░░▇▁▁  2 the same, 1 changed, 2 left out, 2 new")
        #expect(text(strip, .ascii) == "=~..=++  2 the same, 1 changed, 2 left out, 2 new")
    }

    /// Where there is no room a block stands for several, and nothing that matters is lost among what stayed.
    @Test(arguments: [24, 30, 60]) func isNeverTooWide(width: Int) {
        let strip = strip([(.changed, 500)], count: 1_000)
        let line = text(strip, width: width)
        #expect(CellWidth.columns(of: line) <= max(width, 4 + strip.line(width: 0, symbols: .unicode).width))
        #expect(line.contains("▒") && line.contains("999 the same, 1 changed"))
    }

    @Test func saysWhatIsNotKnown() {
        let strip = strip([(.added, 2)], more: 5, count: 9)
        #expect(text(strip) == "▇▇▁…  2 the same, 1 new, 6 more")
    }

    /// Numbers from another proxy may be anything.
    @Test func oddNumbersAreNoMatter() {
        let strip = strip([(.added, 99), (.changed, -1)], leftOut: [5..<500], count: 3)
        #expect(text(strip) == "▇▇▇  3 the same")
        #expect(text(self.strip([], count: 0)).isEmpty)
    }
}
