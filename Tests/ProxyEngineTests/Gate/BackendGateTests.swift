import ProxyEngine
import Testing

struct BackendGateTests {
    private func id(_ number: UInt64) -> RequestID { RequestID(rawValue: number) }

    /// Who came first is let through first, and never more than the limit at a time.
    @Test func letsThroughInOrderOfArrival() {
        var gate = BackendGate(limit: 2, maximumQueue: 10)
        #expect(gate.enter(id(1)) == .granted)
        #expect(gate.enter(id(2)) == .granted)
        #expect(gate.enter(id(3)) == .queued(position: 1))
        #expect(gate.enter(id(4)) == .queued(position: 2))
        #expect(gate.leave(id(2)) == [id(3)])
        #expect(gate.leave(id(1)) == [id(4)])
        #expect((gate.running, gate.queued) == (2, 0))
    }

    @Test func refusesWhatTheQueueCannotHold() {
        var gate = BackendGate(limit: 1, maximumQueue: 1)
        #expect(gate.enter(id(1)) == .granted)
        #expect(gate.hasRoom)
        #expect(gate.enter(id(2)) == .queued(position: 1))
        #expect(!gate.hasRoom)
        #expect(gate.enter(id(3)) == .full)
        #expect(gate.leave(id(3)) == [])
        #expect(gate.leave(id(1)) == [id(2)])
    }

    /// Who leaves the queue is not let through later, and frees no place.
    @Test func forgetsWhoLeavesTheQueue() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        for number in 1...4 { _ = gate.enter(id(UInt64(number))) }
        #expect(gate.leave(id(3)) == [])
        #expect(Array(gate.queue) == [id(2), id(4)])
        #expect(gate.leave(id(1)) == [id(2)])
        #expect(gate.leave(id(1)) == [])
        #expect(gate.running == 1)
    }

    /// A raised limit lets more through at once; a lowered one waits until enough have left.
    @Test func followsItsLimit() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        for number in 1...5 { _ = gate.enter(id(UInt64(number))) }
        gate.limit = 3
        #expect(gate.admit() == [id(2), id(3)])
        gate.limit = 1
        #expect(gate.leave(id(1)) == [])
        #expect(gate.leave(id(2)) == [])
        #expect(gate.leave(id(3)) == [id(4)])
    }

    @Test func holdsEverybodyWhilePaused() {
        var gate = BackendGate(limit: 2, maximumQueue: 9)
        gate.isPaused = true
        #expect(gate.enter(id(1)) == .queued(position: 1))
        #expect(gate.admit() == [])
        gate.isPaused = false
        #expect(gate.admit() == [id(1)])
    }

    /// Whatever happens in whatever order: never above the limit, nobody lost, nobody overtaken.
    @Test(arguments: 0..<50)
    func keepsItsPromisesInRandomOrder(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var gate = BackendGate(limit: 3, maximumQueue: 8)
        var inside: Set<RequestID> = []
        var waiting: [RequestID] = []
        for number in 1...300 {
            if Bool.random(using: &random) {
                switch gate.enter(id(UInt64(number))) {
                case .granted: inside.insert(id(UInt64(number)))
                case .queued(let position):
                    waiting.append(id(UInt64(number)))
                    #expect(position == waiting.count)
                case .full: #expect(waiting.count == 8)
                }
            } else if let leaving = (Array(inside) + waiting).sorted().randomElement(using: &random) {
                inside.remove(leaving)
                waiting.removeAll { $0 == leaving }
                let admitted = gate.leave(leaving)
                #expect(admitted == Array(waiting.prefix(admitted.count)))
                waiting.removeFirst(admitted.count)
                inside.formUnion(admitted)
            }
            #expect(inside.count <= 3)
            #expect(gate.running == inside.count)
            #expect(waiting.isEmpty || inside.count == 3)
        }
    }
}
