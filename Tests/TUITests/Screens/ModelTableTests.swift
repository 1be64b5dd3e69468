import Monitoring
import Testing

@testable import TUI

/// Models, and how fast they were.
struct ModelTableTests {
    private static func snapshot() -> MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        for (number, index) in snapshot.requests.indices.enumerated() where number % 3 == 0 {
            snapshot.requests[index].model = "small"
            snapshot.requests[index].tokensPerSecond = Double(100 + number)
        }
        return snapshot
    }

    private func user(_ snapshot: MonitorSnapshot = snapshot(), _ width: Int = 120, _ height: Int = 40) -> ScreenDriver
    {
        let user = ScreenDriver(snapshot)
        user.size = Size(width: width, height: height)
        user.press("5")
        return user
    }

    @Test func theMostUsedFirst() throws {
        let models = Self.snapshot().models
        #expect(models.map(\.id) == ["qwen3-coder-30b", "small"])
        #expect(models.map(\.id) == Self.snapshot().modelNames)
        #expect(models.map(\.requests).reduce(0, +) == 30)
        // The last speed is that of the newest answer.
        #expect(models[1].rates.last == 100 && models[1].rates == models[1].rates.sorted(by: >))
        #expect(models[0].running == 2 && models[0].backends == ["llama-server"])
    }

    @Test func speedsAreAGraph() throws {
        let lines = user().look().lines
        let row = try #require(lines.first { $0.contains("small  ") })
        #expect(row.contains("▇") && row.contains("█"))
        #expect(lines.contains { $0.contains("[5 Models]") })
    }

    @Test func itsRequestsAreListed() {
        let user = user()
        user.press("j")
        #expect(user.text.contains("writes 1"))
        user.press(.enter)
        #expect(user.view.list == .requests && user.view.filter.text == #"model="small""#)
        #expect(user.text.contains("Models › "))
        #expect(user.view.order.ids.count == 10)
        user.press(.escape)
        #expect(user.view.list == .models)
    }

    @Test func withoutAny() {
        #expect(user(SampleSnapshots.quiet()).text.contains("no request has named a model yet"))
        let graph = RowGraph.text([1, .infinity], columns: 4, symbols: .unicode)
        #expect(graph == "█")
        #expect(RowGraph.text([0, 0], columns: 4, symbols: .unicode) == "")
    }
}
