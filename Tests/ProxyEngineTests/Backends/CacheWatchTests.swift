import Monitoring
import Testing

@testable import ProxyEngine

struct CacheWatchTests {
    private func moment(_ seconds: Double) -> Moment { Moment(nanoseconds: UInt64(seconds * 1e9)) }
    private let idle = CacheProbe.Finding.report(CacheReport(slots: [SlotReport(id: 0, phase: .idle)]))
    private let busy = CacheProbe.Finding.report(CacheReport(slots: [SlotReport(id: 0, phase: .decode)]))

    /// The seconds out of 200 in which it asks, each answered with `finding`.
    private func looks(_ finding: CacheProbe.Finding, busyUntil: Int, interval: Double = 1) -> [Int] {
        var watch = CacheWatch()
        return (0..<200).filter { second in
            let isBusy = second < busyUntil
            guard watch.isDue(at: moment(Double(second)), isBusy: isBusy, interval: interval) else { return false }
            watch.note(finding, at: moment(Double(second)), isBusy: isBusy)
            return true
        }
    }

    @Test func asksOnceMoreThanItWorksThenRarely() {
        #expect(looks(idle, busyUntil: 5) == [0, 1, 2, 3, 4, 5, 65, 125, 185])
    }

    @Test func asksAsOftenAsItIsTold() { #expect(looks(idle, busyUntil: 10, interval: 5) == [0, 5, 10, 70, 130, 190]) }

    @Test func followsTheWorkOfOthers() { #expect(looks(busy, busyUntil: 0) == Array(0..<200)) }

    @Test func asksSeldomWhoDoesNotTell() { #expect(looks(.untold, busyUntil: 200) == [0, 60, 120, 180]) }
}
