import Logging
import Monitoring
import NIOCore
import Synchronization

/// What all event loops share: settings, backends, and the running requests.
final class Engine: Sendable {
    /// How a running request is told something, from any thread.
    struct Listener: Sendable {
        var cancel: @Sendable (CancelReason) -> Void
        /// Where it waits, another backend may do now.
        var reconsider: @Sendable () -> Void
        /// An operator holds a session now, or has let one go.
        var holdsChanged: @Sendable () -> Void
    }

    /// A request that is sent once more: the number that it will have, and which one it was.
    struct Resend {
        var id: RequestID
        var original: RequestID
        /// The backend that is to be asked, and no other; `nil`: any may.
        var backend: Int?
    }

    let backends: [Backend]
    let publisher: EventPublisher
    let hub: MonitorHub
    let logger: Logger
    /// What requests have taught about prompts.
    let memory = Mutex(ContextMemory())
    /// Which backend has read which conversation.
    let affinity = Mutex(SessionAffinity())
    let joinBook = JoinBook<JoinHandle>()
    /// What requests and answers hold.
    let ledger: MemoryLedger
    private let availableMemory = AvailableMemory.bytes()
    private let automaticConnectionLimit = DescriptorLimit.connections(descriptors: DescriptorLimit.current)
    private let alarm = Mutex(LimitAlarm())

    /// Settings that are read much more often than they change: to hand them out copies a reference, not each of them.
    private final class Published: Sendable {
        let configuration: EngineConfiguration
        init(_ configuration: EngineConfiguration) { self.configuration = configuration }
    }

    private struct Live {
        var configuration: EngineConfiguration {
            didSet { published = Published(configuration) }
        }
        private(set) var published: Published
        var isPaused = false
        /// Since when, in seconds since 1970.
        var pausedSince: Double?
        /// The sessions that an operator holds, and since when.
        var heldSessions: [String: Double] = [:]
        /// Requests at a time for each backend, by an operator's order.
        var concurrencyOrder: Int?
        /// What the settings say, whatever an operator has ordered.
        var configuredStreamMode: StreamMode
        var configuredChunkSize: Int

        init(_ configuration: EngineConfiguration) {
            self.configuration = configuration
            published = Published(configuration)
            configuredStreamMode = configuration.streamMode
            configuredChunkSize = configuration.chunkSize
        }
    }
    private let live: Mutex<Live>
    private let memoryWatch = Mutex(MemoryWatch())
    /// Who has been told what.
    let notices = Mutex(NoticeBook())
    /// Requests of an operator's that are on their way to us, by their `X-Request-Id`.
    private let resends = Mutex<[String: Resend]>([:])
    private let running = Mutex<[RequestID: Listener]>([:])
    private let lastID = Atomic<UInt64>(0)
    private let leaving = Atomic<Bool>(false)
    private let draining = Atomic<Bool>(false)

    init(configuration: EngineConfiguration, publisher: EventPublisher, hub: MonitorHub, logger: Logger)
        throws(ProxyStartError)
    {
        var backends: [Backend] = []
        for backend in configuration.backends { backends.append(try Backend(backend, defaults: configuration)) }
        guard !backends.isEmpty else { throw .noBackend }
        self.backends = backends
        self.publisher = publisher
        self.hub = hub
        self.logger = logger
        ledger = MemoryLedger(limit: configuration.memoryLimit.bytes(of: availableMemory))
        live = Mutex(Live(configuration))
    }

    // MARK: Settings

    /// The settings of this moment.
    var configuration: EngineConfiguration { live.withLock { $0.published }.configuration }
    var isPaused: Bool { live.withLock { $0.isPaused } }
    /// Seconds for which an operator has held requests by now; `nil`: nobody does.
    var pausedSeconds: Double? { live.withLock { $0.pausedSince }.map { max(0, WallClock.now() - $0) } }

    func setChunkSize(_ size: Int) {
        live.withLock { $0.configuration.chunkSize = size }
        publishSettings()
    }

    /// `nil`: the configured one; `auto` where that rewrites nothing. The mode that new requests get.
    func setStreamMode(_ mode: StreamMode?) -> StreamMode {
        let new = live.withLock { live in
            let configured = live.configuredStreamMode
            live.configuration.streamMode = mode ?? (configured == .passthrough ? .auto : configured)
            return live.configuration.streamMode
        }
        publishSettings()
        return new
    }

    /// `nil`: as many as each backend has slots, where no setting says otherwise.
    func setMaxConcurrent(_ count: Int?) {
        live.withLock { live in
            live.concurrencyOrder = count
            if count == nil { live.configuration.maxConcurrent = nil }
        }
        for backend in backends { settleConcurrency(of: backend) }
        publishSettings()
        publishBackends()
    }

    /// Lets so many requests through to the backend as are set, or as it is known to have slots.
    func settleConcurrency(of backend: Backend) {
        let set = live.withLock { live in
            live.concurrencyOrder ?? backend.configuration.maxConcurrent ?? live.configuration.maxConcurrent
        }
        backend.settleConcurrency(set: set, at: .now)
    }

    func setPaused(_ isPaused: Bool) {
        live.withLock { live in
            live.pausedSince = isPaused ? live.pausedSince ?? WallClock.now() : nil
            live.isPaused = isPaused
        }
        for backend in backends { backend.gate.setHold(.paused, isPaused, at: .now) }
        publishSettings()
    }

    /// Since when an operator holds this session, in seconds since 1970; `nil`: nobody does.
    func heldSince(_ session: String) -> Double? { live.withLock { $0.heldSessions[session] } }

    /// The held one that a session belongs to: itself, or that of the agent whose sub-agent it is; `nil`: it is free.
    func heldSession(around session: String) -> String? {
        live.withLock { live in
            [session, SessionSummary.parent(of: session)].compactMap { $0 }.first { live.heldSessions[$0] != nil }
        }
    }

    var heldSessionCount: Int { live.withLock { $0.heldSessions.count } }

    func setHeld(_ session: String, _ isHeld: Bool) {
        let since = isHeld ? WallClock.now() : nil
        live.withLock { $0.heldSessions[session] = since }
        publisher.publish(.sessionHeld(session, since: since))
        for listener in listeners { listener.holdsChanged() }
    }

    /// Takes over what can change while running: all but addresses, backends, limits of the gate's queue and threads.
    func adopt(_ new: EngineConfiguration) {
        live.withLock { live in
            let old = live.configuration
            live.configuration = new
            live.configuration.backends = old.backends
            live.configuration.host = old.host
            live.configuration.port = old.port
            live.configuration.threads = old.threads
            live.configuration.maxQueue = old.maxQueue
            // An operator's order stands until somebody says something else.
            if new.streamMode == live.configuredStreamMode { live.configuration.streamMode = old.streamMode }
            live.configuredStreamMode = new.streamMode
            if new.chunkSize == live.configuredChunkSize { live.configuration.chunkSize = old.chunkSize }
            live.configuredChunkSize = new.chunkSize
            if new.maxConcurrent != old.maxConcurrent { live.concurrencyOrder = nil }
        }
        ledger.limit = new.memoryLimit.bytes(of: availableMemory)
        for backend in backends { settleConcurrency(of: backend) }
        publishSettings()
        publishBackends()
        judgeMemory(nil)
    }

    /// Takes a measurement, or judges the last one by limits that have changed.
    func judgeMemory(_ reading: MemoryReading?) {
        let limits = configuration
        let report = memoryWatch.withLock { watch in
            watch.update(
                reading, warningPercent: limits.memoryWarningPercent, criticalPercent: limits.memoryCriticalPercent,
                isGated: limits.memoryGate && backends.contains(where: \.isOnThisMachine))
        }
        let isHeld = memoryReport?.holdsRequests ?? false
        if let reading, let level = memoryReport?.level { notices.withLock { $0.note(level, at: reading.seconds) } }
        for backend in backends where backend.isOnThisMachine {
            backend.gate.setHold(.memory, isHeld, at: .now)
        }
        guard let report else { return }
        publisher.publish(.memory(report))
    }

    /// What was told last of the machine's memory.
    var memoryReport: MemoryReport? { memoryWatch.withLock { $0.told } }

    func publishSettings() {
        let widest = backends.max { $0.gate.limit < $1.gate.limit }
        var settings = live.withLock { live in
            var settings = LiveSettings(
                chunkSize: live.configuration.chunkSize, maxConcurrent: widest?.gate.limit ?? 0,
                streamMode: live.configuration.streamMode.rawValue, isPaused: live.isPaused)
            settings.configuredChunkSize = live.configuredChunkSize
            settings.configuredStreamMode = live.configuredStreamMode.rawValue
            settings.pausedSince = live.pausedSince
            if live.concurrencyOrder != nil, let widest {
                settings.configuredMaxConcurrent =
                    ConcurrencyLimit.choose(
                        set: widest.configuration.maxConcurrent ?? live.configuration.maxConcurrent,
                        slots: widest.report.slotCount
                    ).count
            }
            return settings
        }
        settings.concurrencySource = widest?.concurrencySource
        publisher.publish(.settings(settings))
    }

    func publishBackends() {
        for backend in backends { publisher.publish(.backend(backend.report)) }
    }

    // MARK: Limits

    /// Connections of clients at a time.
    var connectionLimit: Int { configuration.maxConnections ?? automaticConnectionLimit }

    /// Tells the operator that a limit turns somebody away; again only after a while.
    func tell(_ limit: LimitAlarm.Limit) {
        let configuration = configuration
        let text = alarm.withLock { alarm -> String? in
            guard alarm.isDue(limit, at: .now) else { return nil }
            switch limit {
            case .memory: return "memory_limit (\((ledger.limit ?? 0) >> 20) MiB) is reached: requests are refused"
            case .connections:
                let count = configuration.maxConnections ?? automaticConnectionLimit
                return "max_connections (\(count)) is reached: connections are refused"
            case .descriptors: return "no descriptors are left: connections wait"
            }
        }
        if let text { publisher.publish(.notice(Notice(.warning, text))) }
    }

    // MARK: Running requests

    /// Announces a request of an operator's; the number that it will have.
    func expectResend(of original: RequestID, at backend: Int? = nil, requestID: String) -> RequestID {
        let id = nextID()
        resends.withLock { $0[requestID] = Resend(id: id, original: original, backend: backend) }
        return id
    }

    /// Whether the request of this `X-Request-Id` is one that was announced; it is taken as such once.
    func takeResend(_ requestID: String) -> Resend? {
        resends.withLock { $0.isEmpty ? nil : $0.removeValue(forKey: requestID) }
    }

    func nextID() -> RequestID { RequestID(rawValue: lastID.add(1, ordering: .relaxed).newValue) }

    func register(_ id: RequestID, _ listener: Listener) { running.withLock { $0[id] = listener } }

    func unregister(_ id: RequestID) { _ = running.withLock { $0.removeValue(forKey: id) } }

    /// `false`: no such request is running.
    func cancel(_ id: RequestID) -> Bool {
        guard let listener = running.withLock({ $0[id] }) else { return false }
        listener.cancel(.operatorCancelled)
        return true
    }

    /// Requests so far, and those of them that run.
    var requestCount: UInt64 { lastID.load(ordering: .relaxed) }
    var runningCount: Int { running.withLock { $0.count } }

    /// The oldest request first.
    var listeners: [Listener] {
        running.withLock { running in running.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// The end is announced: balancers are told, connections are not kept, but all requests are still served.
    var isLeaving: Bool {
        get { leaving.load(ordering: .relaxed) }
        set { leaving.store(newValue, ordering: .relaxed) }
    }

    /// What runs may end, and nothing new is begun.
    var isDraining: Bool {
        get { draining.load(ordering: .relaxed) }
        set { draining.store(newValue, ordering: .relaxed) }
    }
}
