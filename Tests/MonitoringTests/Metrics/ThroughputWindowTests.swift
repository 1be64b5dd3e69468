import Testing

@testable import Monitoring

struct ThroughputWindowTests {
    private var window = ThroughputWindow(startingAt: 1000)

    @Test mutating func countsBySecond() {
        window.add(10, at: 1000.2)
        window.add(5, at: 1000.9)
        window.add(7, at: 1002)
        #expect(window.values(at: 1003.5) == [15, 0, 7, 0])
    }

    @Test mutating func forgetsWhatIsOlderThanTheWindow() {
        window.add(10, at: 1000)
        window.add(20, at: 1299)
        #expect(window.values(at: 1299).first == 10)
        #expect(window.values(at: 1299).count == 300)
        #expect(window.values(at: 1300).first == 0)
        #expect(window.values(at: 1300).reduce(0, +) == 20)
        #expect(window.values(at: 5000).allSatisfy { $0 == 0 })
        window.add(1, at: 9000)
        #expect(window.values(at: 9000).reduce(0, +) == 1)
    }

    /// What becomes known late is put where it happened.
    @Test mutating func spreadsOverTheTimeItTook() {
        window.spread(100, from: 1001.5, to: 1003.5)
        #expect(window.values(at: 1004) == [0, 25, 50, 25, 0])
        window.spread(30, from: 1004, to: 1004)
        #expect(window.values(at: 1004) == [0, 25, 50, 25, 30])
    }

    @Test mutating func spreadingFromBeforeTheWindowKeepsTheRest() {
        window.spread(600, from: 1000, to: 1600)
        let values = window.values(at: 1600)
        #expect(values.count == 300)
        #expect(values.dropLast().allSatisfy { $0 == 1 })
        #expect(values.last == 0)
    }

    /// The rate is that of the last seconds, and of the time since work began where that is shorter.
    @Test mutating func tellsTheRateNow() {
        #expect(window.rate(at: 1000) == nil)
        window.add(4, at: 1000)
        #expect(window.rate(at: 1000) == 8)
        for tenth in 1...100 { window.add(4, at: 1000 + Double(tenth) / 10) }
        let rate = window.rate(at: 1010)
        #expect(rate.map { abs($0 - 40) < 2 } == true)
        #expect(window.rate(at: 1014) == nil)
    }

    /// What began before all that was counted moves the beginning of the work back.
    @Test mutating func spreadingIntoThePastMovesTheBeginning() {
        window.add(4, at: 1003)
        #expect(window.rate(at: 1003.5) == 8)
        window.spread(4, from: 1001, to: 1002)
        #expect(window.rate(at: 1003.5) == 8 / 2.5)
        #expect(window.rate(at: 1004) == 8.0 / 3)
        // Of what was spread nothing is left in the last seconds; of the time since it began there is.
        #expect(window.rate(at: 1005) == 4.0 / 3)
        #expect(window.rate(at: 1007) == nil)
    }

    @Test mutating func spreadingGoesOnWithWorkThatIsUnderWay() {
        window.add(4, at: 1000)
        window.spread(4, from: 1002, to: 1003)
        #expect(window.rate(at: 1003) == 8.0 / 3)
    }

    /// Three seconds are no pause; more are.
    @Test mutating func spreadingAfterAPauseBeginsAnew() {
        var short = window
        short.add(4, at: 1000)
        short.spread(4, from: 1003, to: 1004)
        #expect(short.rate(at: 1004) == 4.0 / 3)
        window.add(4, at: 1000)
        window.spread(6, from: 1010, to: 1012)
        #expect(window.rate(at: 1012) == 3)
    }

    @Test mutating func aClockThatIsSetBackStartsAnew() {
        window.add(10, at: 2000)
        window.add(3, at: 1500)
        #expect(window.values(at: 1500).reduce(0, +) == 3)
        #expect(window.values(at: 1500).last == 3)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
    func absurdTimesDoNoHarm(time: Double) {
        var window = window
        window.add(1, at: time)
        window.add(time, at: 1001)
        window.spread(5, from: time, to: 1002)
        window.spread(5, from: 1001, to: time)
        window.spread(time, from: 1001, to: 1002)
        #expect(window.values(at: 1003).allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(window.values(at: time).count <= ThroughputWindow.span)
        #expect(window.rate(at: time)?.isFinite ?? true)
    }
}
