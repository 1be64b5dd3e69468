import Monitoring
import Testing

@testable import TUI

struct MemoryLineTests {
    private func line(_ memory: MemoryReport?, width: Int, meterWidth: Int = 40) -> String {
        var snapshot = SampleSnapshots.quiet()
        snapshot.memory = memory
        var grid = CellGrid(size: Size(width: width, height: 1))
        MemoryLine(snapshot: snapshot, symbols: ViewState().symbols)
            .draw(into: &grid, in: Area(x: 0, y: 0, width: width, height: 1), meterWidth: meterWidth)
        return grid.lines[0]
    }

    private static let gibibyte = 1 << 30

    private func report(_ change: (inout MemoryReport) -> Void = { _ in }) -> MemoryReport {
        var report = MemoryReport(total: 64 * Self.gibibyte, used: 32 * Self.gibibyte)
        change(&report)
        return report
    }

    @Test func saysWhatIsUsed() {
        let text = line(report(), width: 100)
        #expect(text.contains(" mem    50%"))
        #expect(text.contains("32.0/64.0 GiB"))
        #expect(!text.contains("swap") && !text.contains("stall"))
        #expect(line(nil, width: 100).contains(" mem      -"))
    }

    /// The tighter one is in the meter, and named.
    @Test func namesTheControlGroup() {
        let tight = line(report { $0.group = .init(used: 15 * Self.gibibyte, total: 16 * Self.gibibyte) }, width: 100)
        #expect(tight.contains("94%") && tight.contains("15.0/16.0 GiB cgroup"))
        let wide = line(report { $0.group = .init(used: 1 * Self.gibibyte, total: 16 * Self.gibibyte) }, width: 120)
        #expect(wide.contains("50%") && wide.contains("32.0/64.0 GiB") && wide.contains("cgroup 1.0/16.0 GiB"))
    }

    @Test func saysThatRequestsWait() {
        let text = line(
            report {
                $0.level = .critical
                $0.cause = .stall
                $0.stall = .init(some: 62, full: 45)
                $0.holdsRequests = true
            }, width: 100)
        #expect(text.contains("CRIT requests wait") && text.contains("stall 62%"))
    }

    @Test func addsUpCards() {
        let cards = (0..<2).map { index in
            MemoryReport.Graphics(
                name: "card \(index)", memory: .init(used: 20 * Self.gibibyte, total: 24 * Self.gibibyte))
        }
        #expect(line(report { $0.graphics = cards }, width: 120).contains("2 gpus 40.0/48.0 GiB"))
        #expect(line(report { $0.graphics = [cards[0]] }, width: 120).contains("gpu 20.0/24.0 GiB"))
    }

    /// The meter gives way to facts, down to a length that still shows something; what does not fit then is left out.
    @Test(arguments: 30...200)
    func nothingIsCutInTheMiddle(width: Int) {
        let full = report {
            $0.level = .warning
            $0.swapUsed = 3 * Self.gibibyte
            $0.stall = .init(some: 4, full: 1)
            $0.processes = [.init(backend: "b", program: "llama-server", resident: 20 * Self.gibibyte)]
        }
        let text = line(full, width: width)
        for (word, whole) in [
            ("swap", "swap 3.0 GiB"), ("stall", "stall 4%"), ("llama", "llama-server 20.0 GiB"),
        ] where text.contains(word) {
            #expect(text.contains(whole))
        }
        if width >= 110 { #expect(text.contains("llama-server 20.0 GiB")) }
    }
}
