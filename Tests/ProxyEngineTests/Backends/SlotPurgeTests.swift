import Testing

@testable import ProxyEngine

struct SlotPurgeTests {
    private func slot(_ id: Int, held: Int? = nil, isBusy: Bool = false) -> ServerSlot {
        ServerSlot(id: id, isBusy: isBusy, tokens: held)
    }

    /// A conversation is known by its length: prompt and answer, without the last token that was never read.
    @Test(arguments: [(91, 0), (77, 1)]) func findsTheSlotOfAConversation(tokens: Int, id: Int) {
        let slots = [slot(0, held: 90), slot(1, held: 76), slot(2)]
        #expect(SlotPurge.choose(slots, .conversation(tokens: tokens)) == .slots([slots[id]]))
    }

    @Test(arguments: [nil, 0, 1, 50, 91] as [Int?]) func guessesNothing(tokens: Int?) {
        // Two of one length, one busy, one empty.
        let slots = [slot(0, held: 90), slot(1, held: 90), slot(2, held: 49, isBusy: true), slot(3, held: 0)]
        guard case .none = SlotPurge.choose(slots, .conversation(tokens: tokens)) else {
            Issue.record("a slot was chosen for \(tokens ?? -1)")
            return
        }
    }

    @Test func takesTheOnlySlot() {
        #expect(SlotPurge.choose([slot(0, held: 7)], .conversation(tokens: nil)) == .slots([slot(0, held: 7)]))
    }
}
