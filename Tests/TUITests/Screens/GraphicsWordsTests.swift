import Monitoring
import Testing

@testable import TUI

struct GraphicsWordsTests {
    private func card(busy: Double? = nil, watts: Double? = nil) -> MemoryReport.Graphics {
        .init(name: "card", memory: .init(used: 12 << 30, total: 24 << 30), busyPercent: busy, watts: watts)
    }

    private func words(_ cards: [MemoryReport.Graphics], rate: Double? = nil) -> String {
        GraphicsWords(cards).map { words in
            ([words.percent] + words.facts(rate: rate).map { $0.pieces.map(\.text).joined() }).joined(separator: "  ")
        } ?? ""
    }

    @Test func tellsWhatCardsTell() {
        #expect(words([]) == "")
        #expect(words([card()]) == "50%  12.0/24.0 GiB")
        #expect(words([card(busy: 90, watts: 310)], rate: 41.8) == "90%  310 W  12.0/24.0 GiB  0.13 tok/J")
        #expect(
            words([card(busy: 90, watts: 300), card(busy: 10, watts: 100)]) == "50%  400 W  24.0/48.0 GiB  2 cards")
        #expect(words([card(busy: .nan, watts: .infinity)], rate: 1) == "50%  12.0/24.0 GiB")
    }

    @Test(arguments: [(41.8, 10, "4.2"), (1, 300, "<0.01"), (9, 100, "0.09")] as [(Double, Double, String)])
    func tokensPerJoule(_ rate: Double, _ watts: Double, _ text: String) {
        #expect(GraphicsWords.tokensPerJoule(rate: rate, watts: watts) == text)
    }

    /// On the screen beside the memory.
    @Test func standsBesideTheMemory() {
        var snapshot = SampleSnapshots.busy()
        snapshot.memory?.graphics = [card(busy: 87, watts: 311)]
        snapshot.rates.generationNow = 41.8
        var model = ScreenModel(snapshot: snapshot)
        let lines = model.render(size: Size(width: 160, height: 50)).lines
        #expect(lines.contains { $0.contains("gpu ━") && $0.contains("87%  311 W  12.0/24.0 GiB") })
    }
}
