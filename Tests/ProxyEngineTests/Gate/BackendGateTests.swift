import Monitoring
import ProxyEngine
import Testing

struct BackendGateTests {
    private let session = QueueSession(number: 0)
    private let start = Moment(nanoseconds: 0)

    private func id(_ number: Int) -> RequestID { RequestID(rawValue: UInt64(number)) }
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: UInt64(seconds * 1e9)) }

    /// Who came first is let through first, and never more than the limit at a time.
    @Test func letsThroughInOrderOfArrival() {
        var gate = BackendGate(limit: 2, maximumQueue: 10)
        #expect(gate.enter(id(1), of: session, at: start) == .granted)
        #expect(gate.enter(id(2), of: session, at: start) == .granted)
        #expect(gate.enter(id(3), of: session, at: start) == .queued(QueuePlace(position: 1)))
        #expect(gate.enter(id(4), of: session, at: start) == .queued(QueuePlace(position: 2)))
        #expect(gate.leave(id(2), at: start) == [id(3)])
        #expect(gate.leave(id(1), at: start) == [id(4)])
        #expect((gate.running, gate.queued) == (2, 0))
    }

    /// One session's many do not keep another one's first waiting, although they came before it.
    @Test func servesSessionsInTurns() {
        var gate = BackendGate(limit: 1, maximumQueue: 99)
        for number in 0..<10 { _ = gate.enter(id(number), of: session, at: start) }
        for number in 10..<13 { _ = gate.enter(id(number), of: QueueSession(number: 1), at: start) }
        #expect(gate.queue.prefix(6).map(\.rawValue) == [10, 1, 11, 2, 12, 3])
        #expect(gate.place(of: id(10), at: start)?.position == 1)
        #expect(gate.place(of: id(9), at: start)?.position == 12)
    }

    @Test func refusesWhatTheQueueCannotHold() {
        var gate = BackendGate(limit: 1, maximumQueue: 1)
        #expect(gate.enter(id(1), of: session, at: start) == .granted)
        #expect(gate.hasRoom)
        #expect(gate.enter(id(2), of: session, at: start) == .queued(QueuePlace(position: 1)))
        #expect(!gate.hasRoom)
        #expect(gate.enter(id(3), of: session, at: start) == .full)
        #expect(gate.leave(id(3), at: start) == [])
        #expect(gate.leave(id(1), at: start) == [id(2)])
    }

    /// Who leaves the queue is not let through later, and frees no place.
    @Test func forgetsWhoLeavesTheQueue() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        for number in 1...4 { _ = gate.enter(id(number), of: session, at: start) }
        #expect(gate.leave(id(3), at: start) == [])
        #expect(gate.queue == [id(2), id(4)])
        #expect(gate.leave(id(1), at: start) == [id(2)])
        #expect(gate.leave(id(1), at: start) == [])
        #expect(gate.running == 1)
    }

    /// A raised limit lets more through at once; a lowered one waits until enough have left.
    @Test func followsItsLimit() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        for number in 1...5 { _ = gate.enter(id(number), of: session, at: start) }
        gate.limit = 3
        #expect(gate.admit(at: start) == [id(2), id(3)])
        gate.limit = 1
        #expect(gate.leave(id(1), at: start) == [])
        #expect(gate.leave(id(2), at: start) == [])
        #expect(gate.leave(id(3), at: start) == [id(4)])
    }

    /// Whoever asks for it to be held: all must have let go before everybody is let through.
    @Test func holdsEverybodyWhileHeld() {
        var gate = BackendGate(limit: 2, maximumQueue: 9)
        gate.holds = [.paused, .memory]
        #expect(gate.enter(id(1), of: session, at: start) == .queued(QueuePlace(position: 1, hold: .paused)))
        gate.holds.remove(.memory)
        #expect(gate.admit(at: start) == [])
        gate.holds.remove(.paused)
        #expect(gate.admit(at: start) == [id(1)])
    }

    /// Where memory is short those that run go on, and then one follows the other: nobody waits for ever.
    @Test func letsOneThroughAtATimeWhileMemoryIsShort() {
        var gate = BackendGate(limit: 3, maximumQueue: 9)
        for number in 1...2 { #expect(gate.enter(id(number), of: session, at: start) == .granted) }
        gate.holds = [.memory]
        for number in 3...5 {
            let entry = gate.enter(id(number), of: session, at: start)
            #expect(entry == .queued(QueuePlace(position: number - 2, hold: .memory)))
        }
        #expect(gate.leave(id(1), at: start) == [])
        #expect(gate.leave(id(2), at: start) == [id(3)])
        #expect(gate.leave(id(3), at: start) == [id(4)])
        gate.holds = []
        #expect(gate.admit(at: start) == [id(5)])
        gate.holds = [.memory]
        for number in 4...5 { #expect(gate.leave(id(number), at: start) == []) }
        #expect(gate.enter(id(6), of: session, at: start) == .granted)
        #expect(gate.enter(id(7), of: session, at: start) == .queued(QueuePlace(position: 1, hold: .memory)))
    }

    // MARK: Outlook

    /// Ten seconds each, two at a time: the places become free one after the other.
    @Test func estimatesFromTheMeasuredPace() {
        var gate = BackendGate(limit: 2, maximumQueue: 9)
        _ = gate.enter(id(0), of: session, at: at(0))
        #expect(gate.outlook(at: at(5)) == nil)
        _ = gate.leave(id(0), at: at(10))
        _ = gate.enter(id(1), of: session, at: at(10))
        _ = gate.enter(id(2), of: session, at: at(14))
        for number in 3...6 { _ = gate.enter(id(number), of: session, at: at(16)) }
        #expect(gate.places(of: (3...6).map(id), at: at(16)).map(\.place.seconds) == [4, 8, 14, 18])
        #expect(gate.places(of: (3...6).map(id), at: at(17)).map(\.place.seconds) == [3, 7, 13, 17])
    }

    /// One that takes longer than others will take longer still, and nothing is promised while the gate is held.
    @Test func promisesNothingThatItCannotKnow() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        _ = gate.enter(id(0), of: session, at: at(0))
        _ = gate.leave(id(0), at: at(10))
        _ = gate.enter(id(1), of: session, at: at(10))
        _ = gate.enter(id(2), of: session, at: at(10))
        #expect(gate.place(of: id(2), at: at(50))?.seconds == 10)
        gate.holds = [.paused]
        #expect(gate.place(of: id(2), at: at(50)) == QueuePlace(position: 1, hold: .paused))
    }

    /// Above a lowered limit some must end before there is room for one.
    @Test func estimatesAboveALoweredLimit() {
        var gate = BackendGate(limit: 3, maximumQueue: 9)
        _ = gate.enter(id(0), of: session, at: at(0))
        _ = gate.leave(id(0), at: at(10))
        for number in 1...3 { _ = gate.enter(id(number), of: session, at: at(10 + Double(number))) }
        _ = gate.enter(id(4), of: session, at: at(14))
        gate.limit = 1
        #expect(gate.place(of: id(4), at: at(14))?.seconds == 9)
    }

    /// What never came to the backend says nothing about how long it takes.
    @Test func measuresOnlyWhatIsTypical() {
        var gate = BackendGate(limit: 1, maximumQueue: 9)
        _ = gate.enter(id(0), of: session, at: at(0))
        _ = gate.leave(id(0), isTypical: false, at: at(10))
        #expect(gate.outlook(at: at(10)) == nil)
    }

    // MARK: Properties

    /// Whatever happens in whatever order: never above the limit, nobody lost, none idle while somebody waits, first
    /// come first served inside a session, places that come true, and turns between sessions.
    @Test(arguments: 0..<60)
    func keepsItsPromisesInRandomOrder(seed: Int) {
        var run = GateRun(seed: UInt64(seed))
        for _ in 0..<400 { run.step() }
        #expect(run.problems == [])
    }

    /// Sessions that come once and never again do not keep those waiting that are there.
    @Test func newcomersStarveNobody() {
        var gate = BackendGate(limit: 2, maximumQueue: 99)
        for number in 0..<6 { _ = gate.enter(id(number), of: session, at: start) }
        var served: [RequestID] = []
        for number in 10..<40 {
            _ = gate.enter(id(number), of: QueueSession(number: number), at: start)
            served += gate.leave(served.last ?? id(0), at: start)
        }
        let places = (2..<6).compactMap { served.firstIndex(of: id($0)) }
        #expect(places.count == 4)
        #expect(places.last ?? .max <= 20, "\(served)")
    }
}
