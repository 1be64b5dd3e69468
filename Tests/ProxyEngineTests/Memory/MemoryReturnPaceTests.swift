import Testing

@testable import ProxyEngine

struct MemoryReturnPaceTests {
    private func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Moment.nanoseconds(inSeconds: seconds)) }

    /// Once after each load, and not again while nothing happens.
    @Test func onceTheLoadIsOver() {
        var pace = MemoryReturnPace(at: at(0))
        #expect(pace.isDue(count: 0, running: 0, at: at(100)) == false)
        #expect(pace.isDue(count: 5, running: 2, at: at(5)) == false)
        #expect(pace.isDue(count: 5, running: 0, at: at(10)) == true)
        #expect(pace.isDue(count: 5, running: 0, at: at(1000)) == false)
        #expect(pace.isDue(count: 6, running: 0, at: at(1005)) == true)
    }

    /// While requests run all the time, each ten seconds; and once more when they have ended.
    @Test func nowAndThenUnderLoad() {
        var pace = MemoryReturnPace(at: at(0))
        #expect(pace.isDue(count: 1, running: 1, at: at(9)) == false)
        #expect(pace.isDue(count: 1, running: 1, at: at(10)) == true)
        #expect(pace.isDue(count: 2, running: 1, at: at(19)) == false)
        #expect(pace.isDue(count: 2, running: 1, at: at(20)) == true)
        #expect(pace.isDue(count: 2, running: 0, at: at(21)) == true)
    }
}
