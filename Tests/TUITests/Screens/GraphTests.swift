import Monitoring
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

    /// The row of the screen in which the letters stand, above both graphs.
    private func top(_ snapshot: MonitorSnapshot, _ size: Size) -> [Character] {
        var model = ScreenModel(snapshot: snapshot)
        let lines = model.render(size: size).lines
        return Array(lines[lines[1].contains(Symbols.unicode.corners[0]) ? 2 : 0])
    }

    /// A letter stands where an operator did something, as many columns from the right as seconds have passed.
    @Test(arguments: [Size(width: 80, height: 24), Size(width: 120, height: 40)])
    func actsAreMarked(_ size: Size) throws {
        let row = top(snapshot(acts: [(.purge, 6.2), (.chunkSize, 2.9)]), size)
        let purges = row.indices.filter { row[$0] == "P" }
        #expect(purges.count == 2)
        // Both lie in whole seconds: 6.2 s ago is the seventh before the running one, 2.9 s ago the third.
        for purge in purges { #expect(row[purge + 4] == "C") }
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

    /// On wide screens the waits have a graph too; what is full is a bar.
    @Test func wideScreensHaveThreeGraphs() {
        var snapshot = snapshot(acts: [])
        snapshot.rates.firstToken = [0, 0.4, 6.2, 0]
        var model = ScreenModel(snapshot: snapshot)
        let lines = model.render(size: Size(width: 160, height: 50)).lines
        #expect(lines[1].contains("ttft 0.9s") && lines[1].contains("p95 6.2s"))
        #expect(lines.contains { $0.contains(" 6.2▕") })
        #expect(lines.contains { $0.contains("mem ━") && $0.contains("88%  WARN  56.0/64.0 GiB") })
        #expect(!model.render(size: Size(width: 120, height: 40)).lines[1].contains("ttft"))
    }

    /// The scale says how high the highest column is, and the frame how far back the first one lies.
    @Test func boxesSayTheirScaleAndTime() {
        var model = ScreenModel(snapshot: snapshot(acts: []))
        let lines = model.render(size: Size(width: 120, height: 40)).lines
        #expect(lines[2].contains("│46.0▕") && lines[2].contains("1196▕"))
        #expect(lines[5].contains("│   0▕"))
        #expect(lines[6].contains("╰ -32s ─") && lines[6].contains("─ now ╯"))
    }

    @Test func marksLeaveTheGraphAlone() {
        let size = Size(width: 80, height: 24)
        let plain = top(snapshot(acts: []), size)
        let marked = top(snapshot(acts: [(.hold, 5), (.reload, 400), (.resume, -3), (.purge, .infinity)]), size)
        #expect(zip(plain, marked).filter { $0 != $1 }.map { String($1) } == ["H", "H"])
    }
}

extension Symbols {
    fileprivate static let dotted = Symbols(isASCII: false, graphs: .braille)
}
