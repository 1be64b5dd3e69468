import Logging
import Monitoring
import NIOPosix
import ProxyEngine
import ServiceLifecycle
import TUI

/// The parts of a running proxy, connected with each other.
struct ProxyParts: Sendable {
    let hub: MonitorHub
    let publisher: EventPublisher
    let readers: EventReaders
    let output: HeadlessOutput
    let sink: LogSink
    let proxy: ProxyService
    let group: ServiceGroup
    let listening: ListeningAnnouncement

    init(_ loaded: LoadedSettings, _ plan: BackendPlan) async throws {
        let settings = loaded.resolved.settings
        let sink = LogSink(level: settings.logLevel, format: settings.logFormat)
        let state = MonitorState(
            startedAt: WallClock.now(), settings: plan.configuration.liveSettings,
            bounds: settings.history, payloadBudget: settings.keepsBodies ? nil : 0)
        let hub = MonitorHub(state: state)
        let output = HeadlessOutput(format: settings.logFormat, filter: settings.screen.filter, sink: sink)
        let readers = EventReaders(hub: hub, output: output)
        let publisher = EventPublisher(pace: .batches) { await readers.take($0) }
        await hub.follow(publisher)
        var log = plan.configuration.trafficLog
        if !settings.keepsBodies { log?.bodies = .meta }
        readers.attach(log.map { TrafficLogWriter($0, report: publisher.publish) })

        let reload = SettingsReload(loaded, sink: sink)
        let listening = ListeningAnnouncement()
        let proxy = try ProxyService(
            configuration: plan.configuration, publisher: publisher, hub: hub, logger: sink.logger("proxy"),
            version: ProgramVersion.current,
            reload: { await reload.reload() },
            onListening: { address in
                await hub.setListening(address.short)
                listening.announce(address)
            })
        await reload.attach(proxy)
        await hub.setBanner(plan.banner)

        var services: [any Service] = [
            MemorySampler(
                backends: plan.configuration.backends.compactMap { LocalBackend($0) },
                report: { proxy.observe($0) }),
            proxy,
            QuietWatchService(hub: hub, output: output),
        ]
        if let path = loaded.path { services.append(FileWatchService(path: path, proxy: proxy)) }
        if plan.hasDemoTraffic { services.append(DemoTrafficService(plan, ports: listening.ports)) }
        var configuration = ServiceGroupConfiguration(services: services, logger: sink.logger("services"))
        // The proxy keeps to its own time; this is for a part that does not end at all.
        configuration.maximumGracefulShutdownDuration = .seconds(
            plan.configuration.drainDelaySeconds + plan.configuration.drainSeconds + 5)

        group = ServiceGroup(configuration: configuration)
        (self.hub, self.publisher, self.readers, self.output) = (hub, publisher, readers, output)
        (self.sink, self.proxy, self.listening) = (sink, proxy, listening)
    }
}

/// Tells where the proxy listens, once it does.
struct ListeningAnnouncement: Sendable {
    /// Yields once; ends without a word where the proxy cannot listen.
    let addresses: AsyncStream<ListeningAddress>
    /// For the demo's clients, who speak plain HTTP over TCP.
    let ports: AsyncStream<Int>
    private let address: AsyncStream<ListeningAddress>.Continuation
    private let port: AsyncStream<Int>.Continuation

    init() {
        (addresses, address) = AsyncStream.makeStream()
        (ports, port) = AsyncStream.makeStream()
    }

    func announce(_ address: ListeningAddress) {
        self.address.yield(address)
        if let port = address.port, !address.isTLS { self.port.yield(port) }
    }

    func finish() {
        address.finish()
        port.finish()
    }
}

extension EngineConfiguration {
    /// What the monitor shows until the engine has said its own.
    fileprivate var liveSettings: LiveSettings {
        LiveSettings(
            chunkSize: chunkSize, maxConcurrent: maxConcurrent ?? ConcurrencyLimit.unknown.count,
            streamMode: streamMode.rawValue)
    }
}
