import ProxyEngine
import Testing

@testable import TUI

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

    private func drawn(_ values: [Double], _ symbols: Symbols, width: Int, height: Int = 1, ceiling: Double? = nil)
        -> [String]
    {
        var grid = CellGrid(size: Size(width: width, height: height))
        Graph(values: values, symbols: symbols, style: .plain, ceiling: ceiling).draw(into: &grid, in: Area(grid.size))
        return grid.lines
    }

    /// The newest value stands at the right end; dots hold two values in a column.
    @Test(
        arguments: [
            (Symbols.unicode, ["▂▄▆█"]), (.ascii, [":=*#"]), (.dotted, ["··⣠⣾"]),
        ] as [(Symbols, [String])]) func drawsInThreeGrades(symbols: Symbols, lines: [String])
    {
        #expect(drawn([1, 2, 3, 4], symbols, width: 4) == lines)
    }

    @Test func dotsFillFromBelow() {
        #expect(drawn([1, 8, 4, 5], .dotted, width: 2, height: 2) == ["⢸⢀", "⣸⣿"])
    }

    @Test func theTimeBaseIsFixed() {
        // More values than columns: the oldest go, nothing is squeezed.
        #expect(drawn([9, 9, 9, 1, 2, 4], .unicode, width: 3) == ["▂▄█"])
        #expect(drawn([9, 9, 9, 9, 1, 2, 3, 4], .dotted, width: 2) == ["⣠⣾"])
    }

    @Test func aCeilingIsTheScale() {
        #expect(drawn([25, 50, 100, 400], .unicode, width: 4, ceiling: 100) == ["▂▄██"])
        #expect(drawn([0, 0], .unicode, width: 2, ceiling: 100) == ["··"])
    }

    @Test(arguments: [[], [.nan], [.infinity, 1], [-5, .nan, 3], [0]] as [[Double]])
    func survivesNonsense(values: [Double]) {
        for symbols in [
            Symbols.unicode, .ascii, .dotted, .init(isASCII: false, graphs: .braille, ambiguousWidth: .wide),
        ] {
            #expect(drawn(values, symbols, width: 3, height: 2).count == 2)
        }
    }

    /// From a certain height on the waits and the memory have graphs too.
    @Test func tallScreensHaveFourGraphs() {
        var snapshot = snapshot(acts: [])
        snapshot.rates.firstToken = [0, 0.4, 6.2, 0]
        snapshot.rates.memory = [50, 60, 88]
        var model = ScreenModel(snapshot: snapshot)
        let lines = model.render(size: Size(width: 120, height: 40)).lines
        #expect(lines.contains { $0.hasPrefix(" ttft  0.9s") && $0.contains("█·   ttft p50 0.9s  p95 6.2s") })
        #expect(lines.contains { $0.hasPrefix(" mem    88%") && $0.contains("56.0/64.0 GiB  WARN") })
        #expect(lines.contains { $0.hasPrefix(" peak 88%") })
        #expect(!model.render(size: Size(width: 80, height: 24)).lines.contains { $0.hasPrefix(" ttft") })
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

extension Symbols {
    fileprivate static let dotted = Symbols(isASCII: false, graphs: .braille)
}
