import Foundation
import NIOCore
import NIOPosix

// `make bench`: CPU of the proxy per delta, beside a plain relay in the same run.
//
//   stream-benchmark [PROXY_BINARY] [rounds]
//
// 64 streams of 150 deltas, one each 20 ms, spread in time. The CPU of a child is what the system charged it, less what
// the same child takes to start and stop with nothing to do. The backend speaks chat completions; clients that ask in
// another protocol are compared with those that ask in that one.

let streams = 64
let deltasPerStream = 150

struct Child {
    let process: Process
    let port: Int

    /// Starts a program whose first line ends in `:PORT`.
    static func start(_ path: String, _ arguments: [String]) throws -> Child {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = FileManager.default.temporaryDirectory
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = ""
        while !line.contains("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw CocoaError(.fileReadUnknown) }
            line += String(decoding: data, as: UTF8.self)
        }
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let digits = line.prefix { $0 != "\n" }.reversed().prefix(while: \.isNumber).reversed()
        guard let port = Int(String(digits)) else { throw CocoaError(.formatting) }
        return Child(process: process, port: port)
    }

    /// Ends it; the CPU seconds that all its threads used.
    func stop() -> Double {
        let before = childrenCPUSeconds()
        process.terminate()
        process.waitUntilExit()
        return childrenCPUSeconds() - before
    }
}

/// Prints a line at once, also into a pipe.
func report(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

func childrenCPUSeconds() -> Double {
    var usage = rusage()
    getrusage(-1, &usage)  // RUSAGE_CHILDREN, which Glibc and Darwin import as different types
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

struct Measured {
    var microsecondsPerDelta: Double
    var complete: Int
    var withCalls: Int
}

func measure(
    _ start: (_ target: Int) throws -> Child, _ script: ScriptedStream, _ wire: BenchmarkWire,
    on group: MultiThreadedEventLoopGroup
) throws -> Measured {
    let backend = try ScriptedBackend.start(
        on: group, script: script, deltas: deltasPerStream, interval: .milliseconds(20))
    guard let target = backend.localAddress?.port else { throw CocoaError(.formatting) }
    let idle = try start(target).stop()
    let child = try start(target)
    var results: [EventLoopFuture<StreamClient.Result>] = []
    for _ in 0..<streams {
        results.append(StreamClient.start(wire, on: group, port: child.port))
        usleep(useconds_t(20_000 / streams))
    }
    let all = try EventLoopFuture.whenAllSucceed(results, on: group.next()).wait()
    let busy = child.stop()
    try backend.close().wait()
    return Measured(
        microsecondsPerDelta: (busy - idle) * 1e6 / Double(streams * deltasPerStream),
        complete: all.count { $0.isComplete }, withCalls: all.count { $0.hasCalls })
}

if CommandLine.arguments.dropFirst().first == "relay" {
    try Relay.run(target: CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 0)
    exit(0)
}

let here = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
let proxy = CommandLine.arguments.dropFirst().first ?? here.appending(path: "llama-stream-top").path
let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 3
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

func startProxy(target: Int) throws -> Child {
    try Child.start(
        proxy,
        [
            "--no-tui", "--port", "0", "--backend", "http://127.0.0.1:\(target)", "--max-concurrent", "1024",
            "--no-traffic-log", "--log-level", "ERROR",
        ])
}
func startRelay(target: Int) throws -> Child {
    try Child.start(CommandLine.arguments[0], ["relay", String(target)])
}

report("\(streams) streams of \(deltasPerStream) deltas, one each 20 ms; CPU microseconds per delta, \(rounds) rounds")
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

for script in ScriptedStream.allCases {
    var ratios: [BenchmarkWire: [Double]] = [:]
    for round in 1...rounds {
        let relay = try measure(startRelay, script, .chat, on: group)
        var chat = 0.0
        for wire in BenchmarkWire.allCases {
            let proxied = try measure(startProxy, script, wire, on: group)
            if wire == .chat { chat = proxied.microsecondsPerDelta }
            ratios[wire, default: []].append(proxied.microsecondsPerDelta / chat)
            report(
                String(
                    format:
                        "%@ round %d %@: relay %.1f  proxy %.1f  ratio %.2f  to chat %.2f  complete %d/%d  with calls %d",
                    script.rawValue, round, wire.rawValue, relay.microsecondsPerDelta, proxied.microsecondsPerDelta,
                    proxied.microsecondsPerDelta / relay.microsecondsPerDelta, proxied.microsecondsPerDelta / chat,
                    proxied.complete, streams, proxied.withCalls))
        }
    }
    for wire in BenchmarkWire.allCases.dropFirst() {
        report(
            String(
                format: "%@ %@ beside chat: %.2f (median)", script.rawValue, wire.rawValue, median(ratios[wire] ?? [0]))
        )
    }
}
