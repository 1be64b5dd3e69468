import Testing

@testable import ProxyEngine

struct MemoryLedgerTests {
    /// What does not fit is refused and changes nothing; what ends gives back what it held.
    @Test func holdsUpToTheLimit() {
        let ledger = MemoryLedger(limit: 100)
        let first = MemoryCharge(ledger)
        #expect(first.grow(to: 60))
        do {
            let second = MemoryCharge(ledger)
            #expect(second.grow(to: 40))
            #expect(!second.grow(to: 41))
            #expect(second.bytes == 40 && ledger.heldBytes == 100)
            #expect(!ledger.hasRoom(for: 1))
        }
        #expect(ledger.heldBytes == 60)
        #expect(ledger.hasRoom(for: 40) && !ledger.hasRoom(for: 41))
        first.set(10)
        #expect(ledger.heldBytes == 10)
        #expect(first.grow(to: 5) && first.bytes == 10)
    }

    /// A lower limit sends nobody away, but nobody new comes in; none lets everybody in.
    @Test func theLimitCanChange() {
        let ledger = MemoryLedger(limit: nil)
        let charge = MemoryCharge(ledger)
        #expect(ledger.limit == nil && charge.grow(to: 1 << 40))
        ledger.limit = 100
        #expect(ledger.limit == 100 && ledger.heldBytes == 1 << 40 && !ledger.hasRoom(for: 0))
    }

    @Test(arguments: [
        (MemoryLimit.automatic, 1 << 30, 256 << 20), (.automatic, 2 << 30, 512 << 20), (.automatic, 64 << 30, 4 << 30),
        (.automatic, 0, 256 << 20), (.bytes(5), 1 << 40, 5),
    ])
    func takesAShareOfWhatThereIs(limit: MemoryLimit, available: Int, bytes: Int) {
        #expect(limit.bytes(of: available) == bytes)
        #expect(MemoryLimit.none.bytes(of: available) == nil)
        #expect(MemoryLimit.automatic.bytes(of: nil) == 256 << 20)
    }

    @Test func thisMachineHasMemory() throws {
        let bytes = try #require(AvailableMemory.bytes())
        #expect(bytes > 64 << 20)
    }
}
