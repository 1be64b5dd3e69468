import DemoBackend
import Monitoring
import ProxyEngine
import ServiceLifecycle
import TUI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One run of the proxy, from the settings to the end.
struct ProxyRun: Sendable {
    private let loaded: LoadedSettings
    private let plan: BackendPlan
    private let parts: ProxyParts

    init(_ loaded: LoadedSettings) async throws {
        self.loaded = loaded
        DescriptorLimit.raise()
        plan = try await BackendPlan.choose(loaded.resolved)
        parts = try await ProxyParts(loaded, plan)
    }

    /// Serves until the end is asked for.
    func run() async throws {
        SignalWatch.ignoreBrokenPipes()
        for warning in loaded.resolved.warnings + (plan.notice.map { [$0] } ?? []) {
            parts.publisher.publish(.notice(Notice(.warning, warning)))
        }
        let parts = parts
        let serving = Task {
            defer { parts.listening.finish() }
            try await parts.group.run()
        }
        var addresses = parts.listening.addresses.makeAsyncIterator()
        if let address = await addresses.next() { await accompany(serving, address: address) }
        let result = await serving.result
        await parts.publisher.flush()
        await parts.readers.flush()
        await parts.output.flush()
        await parts.sink.flush()
        try? await plan.demo?.close()
        try result.get()
    }

    /// Shows what happens, and listens to signals, until the proxy ends.
    private func accompany(_ serving: Task<Void, any Error>, address: ListeningAddress) async {
        let wantsScreen = loaded.resolved.settings.showsMonitor && isatty(STDOUT_FILENO) == 1
        let isEnding = wantsScreen ? await showScreen(while: serving) : false
        // Before anybody is told that it serves, and after the screen, which has signals of its own.
        let signals = await SignalWatch()
        if isEnding { await end() } else { await parts.output.start(address: address, banner: plan.banner) }
        let watching = Task {
            await signals.run(isEnding: isEnding, end: end, reload: { _ = await parts.proxy.perform(.reload) })
        }
        _ = await serving.result
        watching.cancel()
    }

    /// `false` where this terminal cannot show a screen.
    private func showScreen(while serving: Task<Void, any Error>) async -> Bool {
        let options = loaded.screen
        guard let application = TerminalApplication(source: parts.hub, engine: parts.proxy, options: options) else {
            return false
        }
        await parts.output.silence()
        parts.sink.redirect(to: .events(parts.publisher))
        defer { parts.sink.redirect(to: .standardError) }
        let stopping = Task {
            _ = await serving.result
            application.stop()
        }
        defer { stopping.cancel() }
        return await MonitorScreen.show(application)
    }

    /// Ends in order: requests that run may go on for a while.
    private func end() async {
        let running = await parts.hub.snapshot().totals.running
        if running > 0 {
            let seconds = YAMLText.number(plan.configuration.drainSeconds)
            parts.sink.tell(
                "waiting up to \(seconds) s for \(running) running requests; Ctrl-C or a second signal ends at once")
        }
        await parts.group.triggerGracefulShutdown()
    }
}
