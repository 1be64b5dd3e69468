import ProxyEngine
import Synchronization
import Testing

struct SharedGateTests {
    private final class Words: Sendable {
        let heard = Mutex<[SharedGate.Word]>([])
        var all: [SharedGate.Word] { heard.withLock { $0 } }
    }

    private func id(_ number: UInt64) -> RequestID { RequestID(rawValue: number) }

    /// Those who wait hear each change of their position, and that it is their turn once.
    @Test func tellsThePositions() {
        let gate = SharedGate(gate: BackendGate(limit: 1, maximumQueue: 9))
        let words = (0...3).map { _ in Words() }
        for number in 0...3 {
            let place = words[number]
            _ = gate.enter(id(UInt64(number))) { word in place.heard.withLock { $0.append(word) } }
        }
        gate.leave(id(0))
        gate.leave(id(2))
        gate.leave(id(1))
        #expect(words[0].all == [])
        #expect(words[1].all == [.granted])
        #expect(words[2].all == [.position(1)])
        #expect(words[3].all == [.position(2), .position(1), .granted])
    }

    @Test func letsThroughAfterAPause() {
        let gate = SharedGate(gate: BackendGate(limit: 1, maximumQueue: 9))
        let words = Words()
        gate.setPaused(true)
        #expect(gate.enter(id(1)) { word in words.heard.withLock { $0.append(word) } } == .queued(position: 1))
        gate.setPaused(false)
        #expect(words.all == [.granted])
        #expect(gate.running == 1)
    }
}
