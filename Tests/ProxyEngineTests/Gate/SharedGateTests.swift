import Monitoring
import ProxyEngine
import Synchronization
import Testing

struct SharedGateTests {
    private final class Turns: Sendable {
        let heard = Mutex<[UInt64]>([])
        var all: [UInt64] { heard.withLock { $0 } }
    }

    private let start = Moment(nanoseconds: 0)
    private let turns = Turns()

    private func enter(_ number: UInt64, _ gate: SharedGate) -> BackendGate.Entry {
        gate.enter(RequestID(rawValue: number), of: QueueSession(number: 0), at: start) { [turns] in
            turns.heard.withLock { $0.append(number) }
        }
    }

    private func leave(_ number: UInt64, _ gate: SharedGate) { gate.leave(RequestID(rawValue: number), at: start) }

    /// Those who wait hear once that it is their turn; who need not wait and who has left hear nothing.
    @Test func tellsWhoseTurnItIs() {
        let gate = SharedGate(gate: BackendGate(limit: 1, maximumQueue: 9))
        for number in 0...3 { _ = enter(UInt64(number), gate) }
        leave(0, gate)
        leave(2, gate)
        leave(1, gate)
        leave(1, gate)
        #expect(turns.all == [1, 3])
        #expect((gate.running, gate.queued) == (1, 0))
    }

    @Test func letsThroughAfterAPause() {
        let gate = SharedGate(gate: BackendGate(limit: 1, maximumQueue: 9))
        gate.setHold(.paused, true, at: start)
        #expect(enter(1, gate) == .queued(QueuePlace(position: 1, hold: .paused)))
        gate.setHold(.paused, false, at: start)
        #expect(turns.all == [1])
        #expect(gate.running == 1)
    }
}
