import AllocationCount
import ToolCallParsing

/// Bytes a second and allocations for each piece that is fed, all dialects on.
struct Throughput {
    private struct Sample {
        var name: String
        var text: String
    }

    private static let line = "let x = 1; // some code here that goes on"

    private static func repeated(_ text: String, megabytes: Int) -> String {
        String(repeating: text, count: max(1, megabytes << 20 / text.utf8.count))
    }

    private static func hermes(megabytes: Int) -> String {
        "<tool_call>\n{\"name\": \"write_file\", \"arguments\": {\"path\": \"a\", \"content\": \""
            + repeated(line + "\\n", megabytes: megabytes) + "\"}}\n</tool_call>"
    }

    private static let samples = [
        Sample(
            name: "prose",
            text: repeated("The quick brown fox jumps over the lazy dog, then sleeps. Some (code) too.\n", megabytes: 8)
        ),
        Sample(
            name: "code",
            text: repeated(
                "    if (a[i] < b && c > d) { return f(x, \"y\"); } // `note`: see <T> and [1]\n", megabytes: 8)),
        // The dearest text without a call: on every other line an object begins that could be one.
        Sample(
            name: "code, JSON",
            text: repeated(
                "    if (a[i] < b && c > d) { return f(x, \"y\"); } // `note`: see <T> and [1]\n{ \"key\": 1 }\n",
                megabytes: 8)),
        Sample(name: "hermes-json", text: hermes(megabytes: 8)),
        Sample(
            name: "qwen3-coder-xml",
            text: "<tool_call>\n<function=write_file>\n<parameter=content>\n" + repeated(line + "\n", megabytes: 8)
                + "</parameter>\n</function>\n</tool_call>"),
        Sample(
            name: "lfm2",
            text: "<|tool_call_start|>[write_file(content=\"" + repeated(line + "\\n", megabytes: 8) + "\")]"),
        Sample(
            name: "gemma4",
            text: "<|tool_call>call:write_file{content:<|\"|>" + repeated(line + "\n", megabytes: 8)
                + "<|\"|>}<tool_call|>"),
        Sample(
            name: "minimax-m3",
            text: "]<]minimax[>[<tool_call>\n]<]minimax[>[<invoke name=\"write_file\">]<]minimax[>[<content>"
                + repeated(line + "\n", megabytes: 8) + "]<]minimax[>[</content>]<]minimax[>[</invoke>"),
    ]

    func run() {
        print("text               piece      MB/s   ns/piece  allocations/piece")
        for sample in Self.samples {
            for piece in [12, 4096, 65536] { report(sample, piece: piece) }
        }
        let (one, ten) = (
            measure(Self.hermes(megabytes: 1), 12).seconds, measure(Self.hermes(megabytes: 10), 12).seconds
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

    /// The best of five rounds. The first feeds, in which buffers grow, are not counted as allocations.
    private func measure(_ text: String, _ piece: Int) -> (seconds: Double, allocations: Int) {
        let bytes = Array(text.utf8)
        var best = Duration.seconds(3600)
        var allocations = Int.max
        for _ in 0..<5 {
            var parser = ModelOutputParser(tools: [ToolDeclaration(name: "write_file")])
            var batch = ParsedBatch()
            var before = 0
            let time = ContinuousClock().measure {
                bytes.withUnsafeBytes { bytes in
                    for start in stride(from: 0, to: bytes.count, by: piece) {
                        if start == 16 * piece { before = allocation_count() }
                        let end = min(start + piece, bytes.count)
                        parser.receive(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &batch)
                        batch.removeAll()
                    }
                    allocations = min(allocations, allocation_count() < 0 ? -1 : allocation_count() - before)
                }
                parser.finish(into: &batch)
            }
            best = min(best, time)
        }
        return (Double(best.components.attoseconds) / 1e18 + Double(best.components.seconds), allocations)
    }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func thousandths(_ value: Double) -> String { String(Double(Int(value * 1000 + 0.5)) / 1000) }
    private func tenths(_ value: Double) -> String { String(Double(Int(value * 10 + 0.5)) / 10) }
}
