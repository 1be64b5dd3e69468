import Foundation
import NIOHTTP1
import NIOPosix
import Testing

@testable import DemoBackend
@testable import ProxyEngine

/// The built program, as a person starts it.
struct ProgramTests {
    private struct Finished {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The program in a folder of its own, without the settings of whoever runs the tests.
    private func makeProcess(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        let program: URL = try #require(Self.program)
        process.executableURL = program
        process.arguments = arguments
        let folder = FileManager.default.temporaryDirectory.appending(path: "program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.currentDirectoryURL = folder
        process.environment = ["HOME": folder.path(), "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        return process
    }

    /// Beside the tests, where the package manager puts it.
    private static let program: URL? = {
        let tests = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        let folders = tests.map { $0.deletingLastPathComponent() }
        return folders.map { $0.appending(path: "llama-stream-top") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    }()

    private func text(_ stream: Any?) throws -> String {
        let pipe = try #require(stream as? Pipe)
        return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    private func finish(_ process: Process) throws -> Finished {
        let output = try text(process.standardOutput)
        let errors = try text(process.standardError)
        process.waitUntilExit()
        if let folder = process.currentDirectoryURL { try? FileManager.default.removeItem(at: folder) }
        return Finished(code: process.terminationStatus, output: output, errors: errors)
    }

    private func run(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Finished {
        let process = try makeProcess(arguments, environment)
        try process.run()
        return try finish(process)
    }

    /// Starts a demo and returns the process with its first line.
    private func startDemo(_ more: [String] = []) throws -> (Process, firstLine: String) {
        let process = try makeProcess(["--demo", "--port", "0", "--no-traffic-log"] + more)
        try process.run()
        let output = try #require(process.standardOutput as? Pipe).fileHandleForReading
        var line = Data()
        while let byte = try output.read(upToCount: 1), byte != Data([0x0A]) { line += byte }
        return (process, String(decoding: line, as: UTF8.self))
    }

    @Test func version() throws {
        let finished = try run(["--version"])
        #expect(finished.code == 0)
        #expect(finished.output.split(separator: ".").count == 3)
    }

    @Test(arguments: [["--help"], ["-h"], ["serve", "--help"]])
    func help(arguments: [String]) throws {
        let finished = try run(arguments)
        #expect(finished.code == 0)
        #expect(finished.output.contains("--backend <URL>"))
    }

    /// The exit code tells whose fault it is.
    @Test(
        arguments: [
            (["--bogus"], 64, "--bogus"), (["--port"], 64, "--port"), (["nonsense"], 64, "nonsense"),
            (["--port", "x"], 78, "error: proxy_port: \"x\" from --port is not valid"),
            (["--config", "none.yaml"], 78, "none.yaml"), (["--host", "0.0.0.0"], 78, "--api-key-file"),
            (["--backend", "localhost"], 78, "it has to begin with http://"),
            (["config", "check", "--port", "x"], 1, "error: proxy_port"), (["config", "check"], 0, ""),
            (["config", "print", "--max-queue", "7"], 0, ""), (["config"], 0, ""),
            (["translate", "none.txt"], 65, "the file none.txt cannot be read"),
            (["translate", "--tools", "none.json"], 65, "the file none.json cannot be read"),
            (["translate", "--format", "hermes"], 65, "there is no format \"hermes\""),
        ] as [([String], Int32, String)])
    func exitCodes(arguments: [String], code: Int32, message: String) throws {
        let finished = try run(arguments)
        #expect(finished.code == code, "\(finished.errors)")
        #expect(message.isEmpty || finished.errors.contains(message), "\(finished.errors)")
    }

    /// A text becomes a message, or the stream of one.
    @Test(arguments: [
        ([], #""tool_calls":[{"id":"call_"#), (["--stream"], #""finish_reason":"tool_calls""#),
        (["--explain"], "call 0: now in hermes-json"), (["--wire", "messages"], #""type":"tool_use"#),
        (["--wire", "responses", "--stream"], "event: response.completed\n"),
        (["--wire", "ollama-chat"], #""arguments":{}"#),
        (["--format", "none"], #""content":"<tool_call>"#),
        (["--format", "auto,-hermes-json"], #""content":"<tool_call>"#),
    ])
    func translates(arguments: [String], part: String) throws {
        let process = try makeProcess(["translate"] + arguments)
        let input = Pipe()
        process.standardInput = input
        try process.run()
        input.fileHandleForWriting.write(Data(#"<tool_call>{"name": "now", "arguments": {}}</tool_call>"#.utf8))
        try input.fileHandleForWriting.close()
        let finished = try finish(process)
        #expect(finished.code == 0, "\(finished.errors)")
        #expect(finished.output.contains(part), "\(finished.output)")
    }

    @Test func settingsFromTheEnvironment() throws {
        let finished = try run(["config", "print"], ["PORT": "8123"])
        #expect(finished.output.contains("proxy_port: 8123  # environment PORT\n"))
    }

    /// The address comes first, and the end that is asked for is a good one.
    @Test(arguments: [SIGTERM, SIGINT])
    func servesAndEnds(signal: Int32) throws {
        let (process, line) = try startDemo()
        #expect(line.hasPrefix("listening on http://127.0.0.1:"))
        kill(process.processIdentifier, signal)
        let finished = try finish(process)
        #expect(finished.code == 0, "\(finished.errors)")
        #expect(finished.errors.contains("DEMO: a built-in model answers."))
    }

    /// A request that has ended is a line on standard output, for people or for programs.
    @Test(arguments: [("text", " GET /v1/models "), ("json", "\"route\":\"/v1/models\"")])
    func requestLines(format: String, part: String) async throws {
        let (process, line) = try startDemo(["--log-format", format])
        // The address stands in it as `http://127.0.0.1:PORT`.
        let behind = try #require(line.firstRange(of: "127.0.0.1:")).upperBound
        let port = try #require(Int(line[behind...].prefix { $0.isNumber }))
        let client = DemoClient(group: MultiThreadedEventLoopGroup.singleton, port: port, apiKey: nil)
        let answer = try await client.send(.GET, "/v1/models", agent: "test")
        #expect(answer.status == 200)
        kill(process.processIdentifier, SIGTERM)
        let finished = try finish(process)
        let lines = finished.output.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.contains(part) == true, "\(finished.output)")
    }

    @Test func takenPort() throws {
        let (process, line) = try startDemo()
        let port = try #require(line.split(separator: ":").last.map(String.init))
        let second = try run(["--demo", "--port", port])
        kill(process.processIdentifier, SIGTERM)
        _ = try finish(process)
        #expect(second.code == 69)
        #expect(second.output.isEmpty)
        #expect(second.errors.contains("error: port \(port) on 127.0.0.1 is taken"))
    }
}
