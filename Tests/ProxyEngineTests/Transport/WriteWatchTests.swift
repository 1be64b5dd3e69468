import ProxyEngine
import Testing

struct WriteWatchTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }
    private let limit = Moment.nanoseconds(inSeconds: 60)

    /// What happened between two looks, and what the second one finds.
    struct Step: Sendable, CustomTestStringConvertible {
        var handedOver = 0
        var waiting: Int
        var seconds: Double
        var isStuck = false
        var testDescription: String { "\(waiting) wait after \(seconds) s" }
    }

    @Test(arguments: [
        // Nothing ever waits.
        [Step(handedOver: 100, waiting: 0, seconds: 5), Step(waiting: 0, seconds: 500)],
        // Nothing is taken.
        [
            Step(handedOver: 100, waiting: 100, seconds: 5), Step(waiting: 100, seconds: 64),
            Step(waiting: 100, seconds: 65, isStuck: true),
        ],
        // More comes, and nothing is taken.
        [
            Step(handedOver: 100, waiting: 90, seconds: 5), Step(handedOver: 50, waiting: 140, seconds: 40),
            Step(handedOver: 50, waiting: 190, seconds: 65, isStuck: true),
        ],
        // A byte now and then is enough.
        [
            Step(handedOver: 100, waiting: 100, seconds: 5), Step(waiting: 99, seconds: 60),
            Step(waiting: 98, seconds: 115), Step(waiting: 98, seconds: 174),
            Step(waiting: 98, seconds: 175, isStuck: true),
        ],
        // As much is taken as comes.
        [
            Step(handedOver: 100, waiting: 100, seconds: 5), Step(handedOver: 10, waiting: 100, seconds: 60),
            Step(handedOver: 10, waiting: 100, seconds: 119), Step(handedOver: 10, waiting: 100, seconds: 178),
        ],
        // All was taken in between.
        [
            Step(handedOver: 100, waiting: 100, seconds: 5), Step(waiting: 0, seconds: 60),
            Step(handedOver: 100, waiting: 100, seconds: 70), Step(waiting: 100, seconds: 129),
            Step(waiting: 100, seconds: 130, isStuck: true),
        ],
        // More waits than was handed over, as TLS adds to it.
        [
            Step(handedOver: 100, waiting: 150, seconds: 5), Step(handedOver: 100, waiting: 300, seconds: 40),
            Step(waiting: 300, seconds: 65, isStuck: true),
        ],
    ])
    func findsWhoTakesNothing(steps: [Step]) {
        var watch = WriteWatch()
        for step in steps {
            watch.handOver(step.handedOver)
            let isStuck = watch.isStuck(waiting: step.waiting, limit: limit, at: at(step.seconds))
            #expect(isStuck == step.isStuck)
        }
    }

    @Test func hasNoLimitWhereNoneIsSet() {
        var watch = WriteWatch()
        watch.handOver(100)
        for seconds in stride(from: 0.0, through: 1e6, by: 1e5) {
            #expect(watch.isStuck(waiting: 100, limit: 0, at: at(seconds)) == false)
        }
    }

    /// Looked at often enough to find out soon after the limit, and never all the time.
    @Test(arguments: [(0.0, 5.0), (60, 5), (40, 5), (8, 1), (0.16, 0.02), (0.0001, 0.01)])
    func looksNowAndThen(limit: Double, interval: Double) {
        let nanoseconds = WriteWatch.interval(limit: Moment.nanoseconds(inSeconds: limit))
        #expect(nanoseconds == Moment.nanoseconds(inSeconds: interval))
    }
}
