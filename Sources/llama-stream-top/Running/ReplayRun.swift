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

/// One run of `replay`.
struct ReplayRun: Sendable {
    private let files: [String]
    private let speed: ReplaySpeed
    private let keepsGaps: Bool
    private let screen: ScreenOptions

    init(_ files: [String], speed: ReplaySpeed, keepsGaps: Bool, _ screen: ScreenOptions) {
        self.files = files
        self.speed = speed
        self.keepsGaps = keepsGaps
        self.screen = screen
    }

    /// In figures, on standard output.
    func printSummary() throws {
        let log = try opened()
        var summary = ReplaySummary(filter: screen.filter)
        summary.brokenLines = log.brokenLines
        for entry in log.index.inOrderOfTime {
            if let request = log.request(entry) { summary.add(request) } else { summary.brokenLines += 1 }
        }
        for line in summary.lines { StandardOutput.print(line) }
    }

    /// On the screen.
    func show() async throws {
        guard isatty(STDOUT_FILENO) == 1 else {
            throw ViewerFailure(
                lines: ["standard output is no terminal; --headless prints a summary"], code: ProgramExit.usage)
        }
        let log = try opened()
        guard !log.index.isEmpty else {
            throw ViewerFailure(lines: ["there is no request in \(log.name)\(broken(log))"], code: ProgramExit.badInput)
        }
        let player = ReplayPlayer(log, speed: speed, keepsGaps: keepsGaps)
        var options = screen
        options.isReadOnly = true
        guard let application = TerminalApplication(source: player, engine: player, options: options) else {
            throw ViewerFailure(lines: ["the process has no descriptors left"], code: ProgramExit.defect)
        }
        let playing = Task { await player.run() }
        defer { playing.cancel() }
        do throws(TerminalError) {
            _ = try await MonitorScreen.run(application)
        } catch {
            throw ViewerFailure(
                lines: ["no monitor: \(error.description); --headless prints a summary"], code: ProgramExit.unavailable)
        }
    }

    private func opened() throws -> ReplayLog {
        let progress = ReadingLine()
        defer { progress.remove() }
        do throws(ReplayLog.Problem) {
            return try ReplayLog(paths: files, progress: progress.show)
        } catch {
            throw ViewerFailure(lines: [error.message], code: ProgramExit.badInput)
        }
    }

    private func broken(_ log: ReplayLog) -> String {
        log.brokenLines > 0 ? ": none of its \(log.brokenLines) lines is one of a traffic log" : ""
    }
}
