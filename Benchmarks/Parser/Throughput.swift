import AllocationCount
import Foundation
import ToolCallParsing

/// Bytes a second and allocations for each piece that is fed, all dialects on.
struct Throughput {
    /// Only the texts whose names contain this.
    var only: String?

    static let tools = [ToolDeclaration(name: "write_file")]

    func run() {
        print("text               piece      MB/s   ns/piece  allocations/piece")
        for sample in Sample.all(bytes: 8 << 20) where only.map(sample.name.contains) ?? true {
            for piece in [12, 4096, 65536] { report(sample, piece: piece) }
        }
        guard only == nil else { return }
        let (one, ten) = (
            measure(Sample.hermes(bytes: 1 << 20).text, 12).seconds,
            measure(Sample.hermes(bytes: 10 << 20).text, 12).seconds
        )
        print("an argument of 10 MB takes \(tenths(ten / one)) times as long as one of 1 MB")
    }

    private func report(_ sample: Sample, piece: Int) {
        let bytes = sample.text.utf8.count
        let pieces = Double((bytes + piece - 1) / piece)
        let (seconds, allocations) = measure(sample.text, piece)
        let columns = [
            padded(String(piece), 6), padded(String(Int(Double(bytes) / seconds / 1e6)), 10),
            padded(String(Int(seconds * 1e9 / pieces)), 11),
            padded(allocations < 0 ? "?" : thousandths(Double(allocations) / pieces), 19),
        ]
        print(sample.name + String(repeating: " ", count: max(1, 18 - sample.name.count)) + columns.joined())
    }

    /// The best of five rounds.
    private func measure(_ text: String, _ piece: Int) -> (seconds: Double, allocations: Int) {
        let bytes = Array(text.utf8)
        var best = Double.infinity
        var allocations = Int.max
        for _ in 0..<5 {
            let start = Self.processorSeconds
            bytes.withUnsafeBytes { allocations = min(allocations, Self.feed($0, piece)) }
            best = min(best, Self.processorSeconds - start)
        }
        return (best, allocations)
    }

    /// The processor time of this program: what else the machine does matters less to it than to the time of day.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Has a text read, and tells how often memory was allocated for it: not by the first feeds, in which buffers grow, nor
    /// by the end.
    @discardableResult
    static func feed(_ bytes: UnsafeRawBufferPointer, _ piece: Int) -> Int {
        var parser = ModelOutputParser(tools: tools)
        var batch = ParsedBatch()
        var before = 0
        for start in stride(from: 0, to: bytes.count, by: piece) {
            if start == 16 * piece { before = allocation_count() }
            let end = min(start + piece, bytes.count)
            parser.receive(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &batch)
            batch.removeAll()
        }
        let allocations = allocation_count() < 0 ? -1 : allocation_count() - before
        parser.finish(into: &batch)
        return allocations
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func thousandths(_ value: Double) -> String { String(Double(Int(value * 1000 + 0.5)) / 1000) }
    private func tenths(_ value: Double) -> String { String(Double(Int(value * 10 + 0.5)) / 10) }
}
