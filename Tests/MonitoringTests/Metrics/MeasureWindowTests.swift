import Testing

@testable import Monitoring

struct MeasureWindowTests {
    @Test func keepsTheHighestOfASecond() {
        var window = MeasureWindow(.peak, startingAt: 100)
        for (value, time) in [(2.0, 101.1), (5, 101.2), (3, 101.9), (1, 103.0)] { window.note(value, at: time) }
        #expect(window.values(at: 104.5) == [0, 5, 0, 1, 0])
    }

    @Test func staysAsItIsUntilItIsMeasuredAnew() {
        var window = MeasureWindow(.level, startingAt: 100)
        for (value, time) in [(40.0, 101.5), (60, 101.7), (50, 104)] { window.note(value, at: time) }
        #expect(window.values(at: 106) == [0, 60, 60, 60, 50, 50, 50])
    }

    /// Late ones count where they belong; a clock that was set begins anew.
    @Test func followsTheClock() {
        var window = MeasureWindow(.peak, startingAt: 100)
        window.note(7, at: 110)
        window.note(3, at: 108)
        #expect(window.values(at: 110).suffix(3) == [3, 0, 7])
        window.note(1, at: 50)
        #expect(window.values(at: 50).max() == 1)
    }

    @Test(arguments: [-1, .nan, .infinity]) func ignoresWhatIsNoMeasure(value: Double) {
        var window = MeasureWindow(.level, startingAt: 0)
        window.note(value, at: 1)
        window.note(1, at: value == -1 ? .nan : value)
        #expect(window.values(at: 1) == [0, 0])
    }

    @Test(arguments: [0, 1e9, -1e15, .infinity]) func keepsFiveMinutesAtMost(now: Double) {
        var window = MeasureWindow(.level, startingAt: 0)
        window.note(1, at: now)
        #expect((1...SecondBins.span).contains(window.values(at: now).count))
    }
}
