import Monitoring
import ProxyEngine
import TUI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One run of `attach`.
struct AttachRun: Sendable {
    /// Time for the proxies to show themselves before anything is drawn.
    private static let patienceSeconds = 6.0

    private let proxies: AttachedProxies
    private let targets: [AttachTarget]
    private let settings: Settings
    private let screen: ScreenOptions
    private let mayControl: Bool
    private let waits: Bool

    init(_ targets: [AttachTarget], _ loaded: LoadedSettings, mayControl: Bool, waits: Bool) throws {
        self.targets = targets
        self.mayControl = mayControl
        self.waits = waits
        settings = loaded.resolved.settings
        screen = loaded.screen
        var configuration = AttachConfiguration(targets: targets)
        configuration.apiKey = settings.engine.apiKeys.first
        configuration.tlsVerification = settings.verification
        configuration.mayControl = mayControl
        proxies = try AttachedProxies(configuration)
    }

    func run() async throws {
        SignalWatch.ignoreBrokenPipes()
        let watching = Task { await proxies.run() }
        defer { watching.cancel() }
        let problems = await proxies.firstProblems(within: Self.patienceSeconds)
        let advice = zip(targets, problems).compactMap { target, problem in problem?.advice(target.address.url) }
        if advice.count == targets.count, !waits {
            throw ViewerFailure(lines: advice, code: ProgramExit.unavailable)
        }
        let wantsScreen = settings.showsMonitor && isatty(STDOUT_FILENO) == 1
        if wantsScreen, await showScreen() { return }
        await printLines()
    }

    /// `false` where this terminal cannot show a screen.
    private func showScreen() async -> Bool {
        var options = screen
        if !mayControl { options.isReadOnly = true }
        guard let application = TerminalApplication(source: proxies, engine: proxies, options: options) else {
            return false
        }
        return await MonitorScreen.show(application)
    }

    /// Programs read JSON only.
    private func watched(_ text: String, _ sink: LogSink) {
        settings.logFormat == .json ? sink.tell(text) : sink.print(text)
    }

    /// Lines for what happens to requests, until the end is asked for, or the terminal has gone.
    private func printLines() async {
        let format: EventLineReport.Format = settings.logFormat == .json ? .json : .text
        var report = WatchedLines(
            format: format, offsetSeconds: LocalTime.offsetSeconds(), filter: screen.filter)
        let sink = LogSink(level: settings.logLevel, format: settings.logFormat)
        let results = sink.results()
        let signals = await SignalWatch()
        let changes = await proxies.changes()
        // Whoever reads that a proxy is watched may count on a line for each request from then on.
        let first = report.lines(for: await proxies.pictures(), at: WallClock.now())
        for target in targets { watched("watching \(target.address.url)", sink) }
        let printing = Task { [report] in
            var (report, lines) = (report, first)
            repeat {
                for line in lines { line.isResult ? results.print(line.text) : sink.print(line.text) }
                guard await changes.first(where: { _ in true }) != nil else { return }
                lines = report.lines(for: await proxies.pictures(), at: WallClock.now())
            } while true
        }
        await signals.first(includingHangUp: true)
        printing.cancel()
        await results.flush()
        await sink.flush()
    }
}
