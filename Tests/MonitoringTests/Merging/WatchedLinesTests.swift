import Monitoring
import TestSupport
import Testing

struct WatchedLinesTests {
    private let now = WatchedSample.start + 20

    @Test func tellsWhatEndsFromNowOn() throws {
        var state = WatchedSample.state(1...3)
        var lines = WatchedLines(format: .text)
        var proxy = WatchedSample.proxy(":1", index: nil, state.snapshot(at: now), at: now)
        #expect(lines.lines(for: [proxy], at: now).isEmpty)
        let script = RequestScript(3, at: WatchedSample.start + 3)
        state.play(script, [(.finished(RequestOutcome(status: 200)), 5)])
        state.begin(RequestScript(4, at: now))
        _ = proxy.take(state.snapshot(at: now + 1), at: now + 1)
        let told = lines.lines(for: [proxy], at: now + 1)
        #expect(told.map(\.isResult) == [true])
        #expect(told[0].text.hasPrefix("#0003 "))
        #expect(lines.lines(for: [proxy], at: now + 1).isEmpty)
    }

    @Test func tellsNothingTwiceAndEverythingOfAProxyStartedAgain() throws {
        var lines = WatchedLines(format: .json)
        var proxy = WatchedSample.proxy(":1", index: 0, WatchedSample.state(1...3).snapshot(at: now), at: now)
        _ = lines.lines(for: [proxy], at: now)
        var again = WatchedSample.state(1...3).snapshot(at: now + 9)
        again.startedAt += 100
        _ = proxy.take(again, at: now + 9)
        let told = lines.lines(for: [proxy], at: now + 9).filter(\.isResult)
        #expect(told.count == 2)
        #expect(told.allSatisfy { $0.text.contains(#""proxy":":1""#) })
        #expect(told[0].text.contains(#""id":1,"#))
    }

    @Test func filters() throws {
        var lines = WatchedLines(format: .text, filter: try RequestFilter("id>1"))
        var proxy = WatchedSample.proxy(":1", index: nil, MonitorState(startedAt: 0).snapshot(at: now), at: now)
        _ = lines.lines(for: [proxy], at: now)
        _ = proxy.take(WatchedSample.state(1...3).snapshot(at: now), at: now)
        #expect(lines.lines(for: [proxy], at: now).filter(\.isResult).map { $0.text.prefix(5) } == ["#0002"])
    }

    @Test func tellsOfConnectionsOnce() throws {
        var lines = WatchedLines(format: .text)
        var proxy = WatchedSample.proxy(":1", index: nil, WatchedSample.state(1...1).snapshot(at: now), at: now)
        _ = lines.lines(for: [proxy], at: now)
        proxy.link.failed(.brokeOff("reset"), at: now)
        #expect(lines.lines(for: [proxy], at: now).map(\.isResult) == [false])
        proxy.link.attemptBegan(at: now + 1)
        proxy.link.failed(.brokeOff("reset"), at: now + 1)
        #expect(lines.lines(for: [proxy], at: now + 1).isEmpty)
        proxy.link.attemptBegan(at: now + 2)
        #expect(lines.lines(for: [proxy], at: now + 2).isEmpty)
        proxy.link.heard(at: now + 3)
        #expect(lines.lines(for: [proxy], at: now + 3).map { $0.text.contains("heard again") } == [true])
        #expect(lines.lines(for: [proxy], at: now + 4).isEmpty)
    }
}
