import ToolCallParsing

/// A fixed amount of work for a tool that counts instructions: it is done within `readWorkload`, and nowhere else.
struct Workload {
    var name: String
    private var text: String
    private var piece: Int

    static let all = Sample.all(bytes: 1 << 18).flatMap { sample in
        [12, 4096].map { piece in
            Workload(
                name: sample.name.filter { $0 != "," }.split(separator: " ").joined(separator: "-") + "-\(piece)",
                text: sample.text, piece: piece)
        }
    }

    func run() {
        // What is made once in a process is no part of it.
        _ = ModelOutputParser.parse("once", tools: Throughput.tools)
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { readWorkload(start, bytes.count, piece) }
        }
    }
}

/// Its instructions are counted: valgrind finds it by its name.
@inline(never)
func readWorkload(_ start: UnsafeRawPointer, _ count: Int, _ piece: Int) {
    Throughput.feed(UnsafeRawBufferPointer(start: start, count: count), piece)
}
