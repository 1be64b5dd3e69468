import Logging
import Monitoring
import ProxyEngine
import ServiceLifecycle
import Synchronization
import Testing

/// A proxy on a free port, as long as a test needs it, and everything it has published.
final class RunningProxy: Sendable {
    let service: ProxyService
    let port: Int
    let hub: MonitorHub
    private let published: Published
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    private final class Published: Sendable {
        let events = Mutex<[EngineEvent]>([])
    }

    private init(
        service: ProxyService, port: Int, hub: MonitorHub, published: Published, group: ServiceGroup,
        task: Task<Void, any Error>
    ) {
        self.service = service
        self.port = port
        self.hub = hub
        self.published = published
        self.group = group
        self.task = task
    }

    /// Where nobody listens: a port that no test is given. One that was free a moment ago may be another test's by now.
    static let unreachable = "http://127.0.0.1:1"

    /// The settings of tests: no waiting for anything that a test does not wait for.
    static func configuration(_ urls: [String]) -> EngineConfiguration {
        var configuration = EngineConfiguration(
            backends: urls.enumerated().map { BackendConfiguration(name: "b\($0)", url: $1, kind: .openAI) })
        configuration.port = 0
        configuration.heartbeatSeconds = 0
        // However busy the machine is, no backend is taken for dead that is not, and no client for one that says nothing: a
        // test may stand still for a minute between two of its lines.
        configuration.probeTimeoutSeconds = 60
        configuration.connectTimeoutSeconds = 60
        configuration.clientTimeoutSeconds = 600
        configuration.clientWriteTimeoutSeconds = 600
        return configuration
    }

    static func start(_ configuration: EngineConfiguration) async throws -> RunningProxy {
        let published = Published()
        let hub = MonitorHub(
            state: MonitorState(settings: LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto")))
        let publisher = EventPublisher { events in
            published.events.withLock { $0 += events }
            await hub.apply(events)
        }
        // What has been answered is known to whoever looks.
        await hub.follow(publisher)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (listening, continuation) = AsyncStream.makeStream(of: Int.self)
        let service = try ProxyService(
            configuration: configuration, publisher: publisher, hub: hub, logger: logger
        ) { address in continuation.yield(address.port ?? 0) }
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: service)], logger: logger))
        let task = Task {
            defer { continuation.finish() }
            try await group.run()
        }
        for await port in listening {
            return RunningProxy(
                service: service, port: port, hub: hub, published: published, group: group, task: task)
        }
        try await task.value
        throw Ended()
    }

    struct Ended: Error {}

    var events: [EngineEvent] { published.events.withLock { $0 } }
    var steps: [RequestStep] {
        events.compactMap { if case .request(let event) = $0 { event.step } else { nil } }
    }
    var reports: [BackendReport] {
        events.compactMap { if case .backend(let report) = $0 { report } else { nil } }
    }

    func stop() async {
        task.cancel()
        _ = try? await task.value
    }

    func shutDownGracefully() async { await group.triggerGracefulShutdown() }
    func ended() async { _ = try? await task.value }
}
