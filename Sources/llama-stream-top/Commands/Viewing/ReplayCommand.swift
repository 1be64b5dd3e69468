import ArgumentParser
import Monitoring

/// `replay`
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Shows a recorded traffic log as if it happened now, or sums it up.",
        discussion: """
            FILE is a traffic log (the proxy writes one; see traffic_log), - is standard input. Files that were rotated are \
            given together, in any order. Lines that cannot be read are left out and counted. In the monitor ; pauses, . goes \
            on to the end of the next request, } and { change the speed.

            Examples:
              llama-stream-top replay traffic.jsonl --speed 10
              llama-stream-top replay traffic.jsonl.2 traffic.jsonl.1 traffic.jsonl
              llama-stream-top replay traffic.jsonl --headless --filter model:qwen*
            """)

    @Argument(help: ArgumentHelp("The log's files.", valueName: "FILE")) var files: [String]
    @Option(help: ArgumentHelp("How fast: 1, 10, 0.5, or max for at once", valueName: "N|max"))
    var speed = ReplaySpeed.times(1)
    @Flag(help: "Prints a summary instead of showing the monitor") var headless = false
    @Flag(help: "Leaves times in which nothing happened as long as they were; else they are cut to 5 s")
    var keepGaps = false
    @OptionGroup var viewer: ViewerOptions

    func run() async throws {
        try await ViewerFailure.reported {
            let screen = try LoadedSettings(viewer: viewer).screen
            let run = ReplayRun(files, speed: speed, keepsGaps: keepGaps, screen)
            if headless { try run.printSummary() } else { try await run.show() }
        }
    }
}

extension ReplaySpeed: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
    var defaultValueDescription: String { description }
}
