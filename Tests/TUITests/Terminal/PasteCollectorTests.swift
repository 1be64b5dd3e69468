import Testing

@testable import TUI

struct PasteCollectorTests {
    /// What becomes of keys, each `step` seconds after the one before; then of the end.
    private func paste(_ keys: [Key], step: Double = 0.1) -> (taken: [Bool], text: String?, again: String?) {
        var paste = PasteCollector()
        paste.begin(at: 0)
        let taken = keys.enumerated().map { paste.take($1, at: Double($0 + 1) * step) }
        let text = paste.end()
        return (taken, text, paste.end())
    }

    @Test func gathersTextAndNothingElse() {
        let result = paste([.character("a"), .enter, .tab, .character("é"), .escape, .up, .control("c")])
        #expect(result.taken.allSatisfy { $0 })
        #expect(result.text == "a\n\té")
        #expect(result.again == nil)
    }

    @Test func keysAreKeysWhereNothingIsPasted() {
        var paste = PasteCollector()
        let isTaken = paste.take(.character("x"), at: 0)
        #expect(!isTaken)
    }

    /// A terminal that never says that it is over keeps no keys for ever.
    @Test func aLostEndIsNoEnd() {
        var paste = PasteCollector()
        paste.begin(at: 0)
        let taken = [paste.take(.character("a"), at: 0.5), paste.take(.character("j"), at: 2)]
        #expect(taken == [true, false])
        let ends = [paste.endIfSilent(at: 2), paste.endIfSilent(at: 9)]
        #expect(ends == ["a", nil])
    }

    @Test func isBounded() {
        let keys = [Key](repeating: .character("x"), count: 200_000)
        #expect(paste(keys, step: 0).text?.count == 100_000)
    }
}
