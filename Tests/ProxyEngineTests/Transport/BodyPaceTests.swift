import ProxyEngine
import Testing

struct BodyPaceTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }
    private func limits(_ pause: Double, rate: Int) -> BodyPace.Limits {
        BodyPace.Limits(pause: Moment.nanoseconds(inSeconds: pause), leastRate: rate)
    }

    /// A pause, and the least rate: whatever is over first.
    @Test(
        arguments: [
            // Nothing comes.
            ([], 500, 30.0),
            // A byte a second: the whole time, and what 29 bytes take.
            ((1...29).map { (1, Double($0)) }, 500, 30.058),
            // As fast as it has to be.
            ((1...100).map { (500, Double($0)) }, 500, 130),
            ((1...100).map { (250, Double($0)) }, 500, 80),
            // What came early does not let the rest take its time: each byte gives the time that it takes.
            ([(60_000_000, 1)] + (2...25).map { (1, Double($0)) }, 500, 31.048),
            ([(60_000_000, 1), (1, 11), (1, 21), (1, 31)], 500, 31.006),
            // Bursts that make up for the pause before them.
            ([(12_500, 25), (12_500, 50), (12_500, 75)], 500, 105),
            ([(12_000, 25), (12_000, 50), (12_000, 75)], 500, 102),
            // Without a rate only pauses count.
            ((1...100).map { (1, Double($0)) }, 0, 130),
            // Much at once, then nothing.
            ([(1_000_000, 1)], 500, 31),
            ([(Int.max, 1)], 1, 31),
        ] as [([(Int, Double)], Int, Double)])
    func isDue(pieces: [(Int, Double)], rate: Int, due: Double) {
        var pace = BodyPace(limits(30, rate: rate), at: at(0))
        for (count, seconds) in pieces { pace.received(count, at: at(seconds)) }
        #expect(pace.due == at(due))
    }

    /// While we do not read, no time is the client's; afterwards it has as much as before, and a pause begins anew.
    @Test(arguments: [(500, 1031.0), (0, 1042)]) func ourPausesDoNotCount(rate: Int, due: Double) {
        var pace = BodyPace(limits(30, rate: rate), at: at(0))
        pace.received(500, at: at(10))
        pace.hold(true, at: at(12))
        pace.hold(true, at: at(13))
        #expect(pace.due == nil)
        pace.hold(false, at: at(1012))
        pace.hold(false, at: at(1013))
        #expect(pace.due == at(due))
    }
}
