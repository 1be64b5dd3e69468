import Testing

@testable import Monitoring

struct ReplaySpeedTests {
    @Test(arguments: [
        ("1", "1x"), ("10x", "10x"), ("0.5", "0.5x"), ("0.25", "0.25x"), ("max", "max"), ("1000", "1000x"),
    ])
    func reads(text: String, written: String) {
        #expect(ReplaySpeed(text)?.description == written)
    }

    @Test(arguments: ["", "x", "0", "-1", "nan", "inf", "1e9", "fast", "10 x"])
    func refuses(text: String) {
        #expect(ReplaySpeed(text) == nil)
    }

    @Test func stepsUpAndDown() {
        var speed = ReplaySpeed.times(1)
        var seen = [speed]
        while speed != .maximum {
            speed = speed.faster
            seen.append(speed)
        }
        #expect(seen.count == 10)
        #expect(ReplaySpeed.maximum.faster == .maximum)
        for expected in seen.dropLast().reversed() {
            speed = speed.slower
            #expect(speed == expected)
        }
        #expect(ReplaySpeed.times(3).faster == .times(5))
        #expect(ReplaySpeed.times(3).slower == .times(2))
        #expect(ReplaySpeed.times(0.05).slower == .times(0.05))
    }

    @Test func theClockGoesAsFastAsItIsTold() {
        var clock = ReplayClock(start: 1000, speed: .times(10))
        clock.advance(to: 50, end: 2000)
        #expect(clock.position == 1000)
        clock.advance(to: 53, end: 2000)
        #expect(clock.position == 1030)
        clock.setPaused(true)
        clock.advance(to: 60, end: 2000)
        #expect(clock.position == 1030)
        clock.setPaused(false)
        clock.setSpeed(.times(0.5))
        clock.advance(to: 62, end: 2000)
        #expect(clock.position == 1031)
        // Our clock may be set back.
        clock.advance(to: 10, end: 2000)
        clock.jump(to: 900)
        #expect(clock.position == 1031)
        clock.setSpeed(.times(1000))
        clock.advance(to: 20, end: 2000)
        #expect(clock.position == 2000)
    }
}
