/// Measures the parser alone. `parser-benchmark [TEXT]`: how fast it is, perhaps only with texts whose names contain `TEXT`.
/// `parser-benchmark --calls-in PATH...`: reads every text file below the paths as if a model had written it, with tools
/// declared, and tells what was taken for a call. `--workloads` and `--workload NAME` serve `scripts/check-instructions`.

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case (nil, _): Throughput().run()
case ("--calls-in", 2...): FalseCalls(paths: Array(arguments.dropFirst())).run()
case ("--workloads", 1): Workload.all.forEach { print($0.name) }
case ("--workload", 2):
    guard let workload = Workload.all.first(where: { $0.name == arguments[1] }) else {
        print("no such workload; --workloads names them")
        exit(64)
    }
    workload.run()
case (let text?, 1) where !text.hasPrefix("-"): Throughput(only: text).run()
default: print("usage: parser-benchmark [TEXT | --calls-in PATH... | --workloads | --workload NAME]")
}
