import ProxyEngine
import TUI
import Testing

struct GraphTests {
    private func snapshot(acts: [(OperatorAct, Double)]) -> MonitorSnapshot {
        var snapshot = SampleSnapshots.busy()
        snapshot.events = acts.enumerated().map { index, act in
            .init(id: index + 1, time: snapshot.now - act.1, notice: Notice(.info, "done", act: act.0))
        }.reversed()
        return snapshot
    }

    private func graphs(_ snapshot: MonitorSnapshot, _ size: Size) -> [String] {
        var model = ScreenModel(snapshot: snapshot)
        let lines = model.render(size: size).lines
        return lines.filter { $0.hasPrefix(" gen ") || $0.hasPrefix(" fill ") }.map { String($0.dropFirst(16)) }
    }

    /// A letter stands where an operator did something, as many columns from the right as seconds have passed.
    @Test(arguments: [Size(width: 80, height: 24), Size(width: 120, height: 40)])
    func actsAreMarked(_ size: Size) throws {
        let graphs = graphs(snapshot(acts: [(.purge, 9.2), (.chunkSize, 3.9)]), size)
        #expect(graphs.count == 2)
        for graph in graphs {
            let purge = try #require(graph.firstIndex(of: "P"))
            let chunk = try #require(graph.firstIndex(of: "C"))
            // Both lie in whole seconds: 9.2 s ago is the tenth before the running one, 3.9 s ago the fourth.
            #expect(graph.distance(from: purge, to: chunk) == 6)
        }
    }

    @Test func marksLeaveTheGraphAlone() {
        let size = Size(width: 80, height: 24)
        let plain = graphs(snapshot(acts: []), size)
        let marked = graphs(snapshot(acts: [(.hold, 5), (.reload, 400), (.resume, -3), (.purge, .infinity)]), size)
        for (before, after) in zip(plain, marked) {
            #expect(zip(before, after).filter { $0 != $1 }.map { String($1) } == ["H"])
        }
    }
}
