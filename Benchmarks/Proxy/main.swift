/// Fixed amounts of the proxy's own work, without sockets, for `scripts/check-instructions`: `--workloads` names them,
/// `--workload NAME` does one.

import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("--workloads", 1): Workload.all.forEach { print($0.name) }
case ("--workload", 2):
    guard let workload = Workload.all.first(where: { $0.name == arguments[1] }) else {
        print("no such workload; --workloads names them")
        exit(64)
    }
    let work = workload.prepare()
    // What is made once in a process is no part of it.
    work()
    readWorkload(work)
default: print("usage: proxy-workloads --workloads | --workload NAME")
}
