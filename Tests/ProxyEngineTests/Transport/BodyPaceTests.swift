import ProxyEngine
import Testing

struct BodyPaceTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }
    private func limits(_ pause: Double, rate: Int) -> BodyPace.Limits {
        BodyPace.Limits(pause: Moment.nanoseconds(inSeconds: pause), leastRate: rate)
    }

    /// A pause, and all of it: whatever is over first.
    @Test(
        arguments: [
            // Nothing comes.
            ([], 500, 30.0),
            // A byte a second: the whole time, and what 29 bytes take.
            ((1...29).map { (1, Double($0)) }, 500, 30.058),
            // As fast as it has to be.
            ((1...100).map { (500, Double($0)) }, 500, 130),
            ((1...100).map { (250, Double($0)) }, 500, 80),
            // Without a rate only pauses count.
            ((1...100).map { (1, Double($0)) }, 0, 130),
            // Much at once, then nothing.
            ([(1_000_000, 1)], 500, 31),
            ([(Int.max, 1)], 1, 31),
        ] as [([(Int, Double)], Int, Double)])
    func isDue(pieces: [(Int, Double)], rate: Int, due: Double) {
        var pace = BodyPace(at: at(0))
        for (count, seconds) in pieces { pace.received(count, at: at(seconds)) }
        #expect(pace.due(limits(30, rate: rate)) == at(due))
    }

    /// While we do not read, no time is the client's; afterwards it has as much as before, and a pause begins anew.
    @Test func ourPausesDoNotCount() {
        var pace = BodyPace(at: at(0))
        pace.received(500, at: at(10))
        pace.hold(true, at: at(12))
        pace.hold(true, at: at(13))
        #expect(pace.due(limits(30, rate: 500)) == nil)
        pace.hold(false, at: at(1012))
        pace.hold(false, at: at(1013))
        #expect(pace.due(limits(30, rate: 500)) == at(1031))
        #expect(pace.due(limits(30, rate: 0)) == at(1042))
    }
}
