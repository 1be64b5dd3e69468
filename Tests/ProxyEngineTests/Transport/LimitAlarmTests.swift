import Testing

@testable import ProxyEngine

struct LimitAlarmTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }

    /// At once, then once a minute, each limit for itself.
    @Test func tellsNowAndThen() {
        var alarm = LimitAlarm()
        let tries: [(LimitAlarm.Limit, Double, Bool)] = [
            (.memory, 0, true), (.memory, 1, false), (.connections, 2, true), (.memory, 59, false), (.memory, 60, true),
            (.connections, 61, false), (.descriptors, 61, true), (.connections, 62, true),
        ]
        for (limit, seconds, isTold) in tries {
            let isDue = alarm.isDue(limit, at: at(seconds))
            #expect(isDue == isTold, "\(limit) after \(seconds) s")
        }
    }

    @Test(arguments: [(256, 192), (1024, 896), (20_000, 17_500), (64, 1), (10, 1)])
    func leavesDescriptorsForOthers(descriptors: Int, connections: Int) {
        #expect(DescriptorLimit.connections(descriptors: descriptors) == connections)
    }
}
