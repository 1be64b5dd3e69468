import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the system asks of the program: TERM and INT end it, a second one at once; HUP reads the settings again.
struct SignalWatch: Sendable {
    private let signals: UnixSignalsSequence

    /// From now on signals are kept for ``run(isEnding:end:reload:)``.
    init() async { signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) }

    /// A closed pipe is an error of the write, not the end of the program.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Returns when the end is asked for. `includingHangUp`: there are no settings to read again, so that is the end as well.
    func first(includingHangUp: Bool) async {
        for await signal in signals where includingHangUp || signal != .sighup { return }
    }

    /// Until its task is cancelled. `isEnding`: the end has been asked for already, by a key.
    func run(
        isEnding: Bool, end: @Sendable () async -> Void, reload: @Sendable () async -> Void
    ) async {
        var isEnding = isEnding
        for await signal in signals {
            if signal == .sighup {
                await reload()
            } else if isEnding {
                // Nothing is cleaned up: that is what is asked for.
                _exit(0)
            } else {
                isEnding = true
                await end()
            }
        }
    }
}
