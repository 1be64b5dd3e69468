/// Measures the parser alone. `parser-benchmark`: how fast it is. `parser-benchmark --calls-in PATH...`: reads every text
/// file below the paths as if a model had written it, with tools declared, and tells what was taken for a call.

let arguments = CommandLine.arguments.dropFirst()
if arguments.first == "--calls-in", arguments.count > 1 {
    FalseCalls(paths: Array(arguments.dropFirst())).run()
} else if arguments.isEmpty {
    Throughput().run()
} else {
    print("usage: parser-benchmark [--calls-in PATH...]")
}
