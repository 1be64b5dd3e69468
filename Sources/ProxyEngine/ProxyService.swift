package import Logging
package import Monitoring
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The proxy: listens, forwards, looks after the backends, and ends in order. Runs until its task is cancelled or a
/// graceful shutdown is asked for.
package final class ProxyService: Service, EngineControlling {
    /// Called once requests are served, with the address they are served on.
    package typealias Listening = @Sendable (ListeningAddress) async -> Void

    private let engine: Engine
    private let census = ConnectionCensus()
    private let version: String
    private let reload: @Sendable () async -> ControlResult
    private let onListening: Listening
    private let identity: TLSIdentity?
    /// Set while the service runs.
    private let operations = Mutex<Operations?>(nil)

    /// `version` is the program's, for collectors. `reload` reads the configuration anew when an operator orders it, and hands it to ``adopt(_:)``.
    package init(
        configuration: EngineConfiguration, publisher: EventPublisher, hub: MonitorHub, logger: Logger,
        version: String = "unknown",
        reload: @escaping @Sendable () async -> ControlResult = { .refused("there is nothing to read again") },
        onListening: @escaping Listening
    ) throws(ProxyStartError) {
        if !configuration.allowsInsecureListening && configuration.apiKeys.isEmpty
            && !UnixSocketPath.isLocal(configuration.host)
        {
            throw .needsKey(host: configuration.host)
        }
        identity = try TLSIdentity.of(configuration)
        engine = try Engine(configuration: configuration, publisher: publisher, hub: hub, logger: logger)
        self.version = version
        self.reload = reload
        self.onListening = onListening
    }

    /// Carries an order out.
    package func perform(_ command: ControlCommand) async -> ControlResult {
        guard let operations = operations.withLock({ $0 }) else { return .refused("the proxy is not running") }
        return await operations.perform(command)
    }

    /// Takes over what can change while running; the rest keeps the value that it has.
    package func adopt(_ configuration: EngineConfiguration) { engine.adopt(configuration) }

    /// Reads the listener's certificate again; `nil`: there is none. Connections that are there keep theirs.
    package func reloadCertificate() -> ControlResult? {
        guard let identity else { return nil }
        do throws(ProxyStartError) {
            try identity.reload()
            return .done("the certificate was read again")
        } catch {
            return .refused("the certificate was not taken, the one before stays: \(error.description)")
        }
    }

    /// Takes a measurement of the machine's memory.
    package func observe(_ reading: MemoryReading) { engine.judgeMemory(reading) }

    /// Serves. Throws ``ProxyStartError`` if it cannot listen.
    package func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: min(64, max(1, engine.configuration.threads)))
        do {
            try await run(on: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func run(on group: MultiThreadedEventLoopGroup) async throws(ProxyStartError) {
        let configuration = engine.configuration
        let caller = BackendCaller(
            backends: engine.backends, connectTimeoutSeconds: configuration.connectTimeoutSeconds,
            timeoutSeconds: configuration.probeTimeoutSeconds, loop: group.next())
        let operations = Operations(engine: engine, version: version, caller: caller, reload: reload)
        self.operations.withLock { $0 = operations }
        defer { self.operations.withLock { $0 = nil } }
        let loops = group.makeIterator().map { loop in
            let box = NIOLoopBoundBox.makeEmptyBox(valueType: LoopContext.self, eventLoop: loop)
            loop.execute { [census] in
                box.value = LoopContext(loop: loop, operations: operations, census: census)
            }
            return box
        }
        let server = try await ProxyServer.listen(configuration, identity: identity, group: group, loops: loops)
        operations.ownClient = OwnClient(
            listening: server.localAddress, speaksTLS: identity != nil, loop: group.next())
        engine.publishSettings()
        engine.publishBackends()
        engine.logger.debug("listening", metadata: ["address": "\(server.address.url)"])
        await onListening(server.address)
        await probeUntilStopped(operations)
        engine.isLeaving = true
        // A second signal cancels the wait.
        try? await Task.sleep(for: .seconds(configuration.drainDelaySeconds))
        engine.isDraining = true
        await server.close()
        if !Task.isCancelled { await drain(loops, seconds: configuration.drainSeconds) }
        for loop in loops { loop.eventLoop.execute { loop.value?.closeAll() } }
    }

    private func probeUntilStopped(_ operations: Operations) async {
        let stop = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await operations.probe() }
            tasks.addTask { await operations.watchCaches() }
            tasks.addTask { await self.giveMemoryBack() }
            await withTaskCancellationOrGracefulShutdownHandler {
                for await _ in stop.stream {}
            } onCancelOrGracefulShutdown: {
                stop.continuation.finish()
            }
            tasks.cancelAll()
        }
    }

    private func giveMemoryBack() async {
        FreedMemory.keepLargePiecesApart()
        // The start is over by then.
        guard (try? await Task.sleep(for: .seconds(1), tolerance: .milliseconds(500))) != nil else { return }
        ProgramPages.letGo()
        FreedMemory.giveBack()
        var pace = MemoryReturnPace(at: .now)
        while (try? await Task.sleep(for: .seconds(5), tolerance: .seconds(1))) != nil {
            let count = engine.requestCount &+ census.total
            if pace.isDue(count: count, running: engine.runningCount, at: .now) { FreedMemory.giveBack() }
        }
    }

    /// Running requests may end by themselves for so long; then they are ended with an error, and get a moment to send it.
    private func drain(_ loops: [NIOLoopBoundBox<LoopContext?>], seconds: Double) async {
        for loop in loops { loop.eventLoop.execute { loop.value?.drain() } }
        if await isEmpty(within: seconds) { return }
        for loop in loops { loop.eventLoop.execute { loop.value?.end(.shutdown) } }
        _ = await isEmpty(within: 2)
    }

    private func isEmpty(within seconds: Double) async -> Bool {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await self.census.empty()
                return !Task.isCancelled
            }
            tasks.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return false
            }
            let first = await tasks.next() ?? false
            tasks.cancelAll()
            return first || census.count == 0
        }
    }
}
