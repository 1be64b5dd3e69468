import TUI

/// The monitor on the terminal of this process.
enum MonitorScreen {
    /// The terminal belongs to the main thread; nothing else is done there.
    @MainActor
    static func run(_ application: TerminalApplication) throws(TerminalError) -> TerminalApplication.Ending {
        try application.run()
    }

    /// Shows it until it is left; `false`, with the reason on standard error, where this terminal cannot.
    static func show(_ application: TerminalApplication) async -> Bool {
        do throws(TerminalError) {
            _ = try await run(application)
            return true
        } catch {
            StandardError.print("no monitor: \(error.description)")
            return false
        }
    }
}
