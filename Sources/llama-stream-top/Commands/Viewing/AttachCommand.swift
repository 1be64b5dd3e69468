import ArgumentParser
import ProxyEngine

/// `attach`
struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Shows the monitor of proxies that run elsewhere.",
        discussion: """
            URL is :PORT, HOST, HOST:PORT or http(s)://HOST:PORT, with NAME= before it for a short name; without one the \
            proxy at 127.0.0.1:8066 is meant. Several are shown together. A connection that breaks heals by itself; until \
            then what is known is shown as stale. Nothing is changed there unless --control is given.

            Examples:
              llama-stream-top attach
              llama-stream-top attach :8066 big=gpu1:8066 --api-key-file key
              llama-stream-top attach gpu1 --no-tui --filter bad
            """)

    @Argument(help: ArgumentHelp("The proxies to watch.", valueName: "URL")) var urls: [String] = []
    @Flag(help: "Keys may change what the proxies do: cancel, purge, chunk size and the like") var control = false
    @Flag(help: "Waits for proxies that do not answer yet, instead of ending") var wait = false
    @OptionGroup var watching: WatchingOptions
    @OptionGroup var viewer: ViewerOptions

    func run() async throws {
        try await ViewerFailure.reported {
            let targets: [AttachTarget]
            do throws(AttachTarget.Problem) {
                targets = try AttachTarget.all(urls.isEmpty ? AttachTarget.local : urls)
            } catch {
                throw ViewerFailure(lines: [error.message], code: ProgramExit.usage)
            }
            let loaded = try LoadedSettings(viewer: viewer, watching: watching)
            try await AttachRun(targets, loaded, mayControl: control, waits: wait).run()
        }
    }
}
