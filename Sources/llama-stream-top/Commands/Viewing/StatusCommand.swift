import ArgumentParser
import Monitoring
import ProxyEngine

/// `status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Prints one line about a running proxy, for a status bar.",
        discussion: """
            URL is that of attach; without one the proxy at 127.0.0.1:8066 is meant. In the format #{name} or {name} stands \
            for a value: \(StatusLine.Field.allCases.map(\.rawValue).joined(separator: ", ")). tmux reads #{...} itself: \
            write {...} in its settings.

            Examples:
              llama-stream-top status
              llama-stream-top status :8066 --format '{run} run, {tps} t/s, {err} errors'
              tmux set -g status-right '#(llama-stream-top status --format "{run}r {tps}t/s {err}e")'
            """)

    @Argument(help: ArgumentHelp("The proxy.", valueName: "URL")) var url: String?
    @Option(help: ArgumentHelp("What to print", valueName: "TEMPLATE")) var format = StatusLine.standard
    @OptionGroup var watching: WatchingOptions
    @OptionGroup var viewer: ViewerOptions

    /// A status bar does not wait for long.
    private static let patienceSeconds = 2.0

    func run() async throws {
        try await ViewerFailure.reported {
            let line: StatusLine
            do throws(StatusLine.Problem) {
                line = try StatusLine(format)
            } catch {
                throw ViewerFailure(lines: [error.message], code: ProgramExit.usage)
            }
            let targets: [AttachTarget]
            do throws(AttachTarget.Problem) {
                targets = try AttachTarget.all(url.map { [$0] } ?? AttachTarget.local)
            } catch {
                throw ViewerFailure(lines: [error.message], code: ProgramExit.usage)
            }
            let settings = try LoadedSettings(viewer: viewer, watching: watching).resolved.settings
            var configuration = AttachConfiguration(targets: targets)
            configuration.apiKey = settings.engine.apiKeys.first
            configuration.tlsVerification = settings.verification
            let proxies = try AttachedProxies(configuration)
            let watching = Task { await proxies.run() }
            defer { watching.cancel() }
            let problems = await proxies.firstProblems(within: Self.patienceSeconds)
            let advice = zip(targets, problems).compactMap { target, problem in problem?.advice(target.address.url) }
            // The bar says so as well: an old line would look like a proxy that is well.
            guard advice.isEmpty else {
                print("off")
                throw ViewerFailure(lines: advice, code: ProgramExit.unavailable)
            }
            print(line.text(await proxies.snapshot(open: nil)))
        }
    }
}
