package import Monitoring
import NIOCore
package import NIOPosix

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The proxies that are watched from here: keeps a connection to each, and what each has said. What is made of that is
/// decided by ``WatchedProxy``, ``ProxyLink`` and ``SnapshotMerging``.
package actor AttachedProxies: SnapshotSource {
    private static let connectTimeoutSeconds = 5.0
    /// How often it is looked whether something has gone stale.
    private static let lookInterval = Duration.seconds(1)
    /// News of a proxy that wait to be read. Where some are lost the next change joins on to nothing, and all is asked anew.
    private static let newsKept = 64

    var proxies: [WatchedProxy]
    let configuration: AttachConfiguration
    let caller: BackendCaller
    let now: @Sendable () -> Double
    var details = DetailShelf()
    /// Two requests whose prompts were compared last.
    var compared: (pair: [RequestID], comparison: PromptComparison?)?
    private let loop: any EventLoop
    private let backends: [Backend]
    private var watches: [Int: NIOLoopBoundBox<ProxyWatch?>] = [:]
    private let signal = ChangeSignal()

    /// `now` tells the time in seconds since 1970.
    package init(
        _ configuration: AttachConfiguration, group: MultiThreadedEventLoopGroup = .singleton,
        now: @escaping @Sendable () -> Double = WallClock.now
    ) throws(ProxyStartError) {
        let isAlone = configuration.targets.count == 1
        var backends: [Backend] = []
        for target in configuration.targets {
            let place = BackendConfiguration(
                name: target.name, url: target.address.url, apiKey: configuration.apiKey,
                tlsVerification: configuration.tlsVerification)
            backends.append(try Backend(place, defaults: EngineConfiguration(backends: [])))
        }
        loop = group.next()
        self.configuration = configuration
        self.backends = backends
        self.now = now
        caller = BackendCaller(
            backends: backends, connectTimeoutSeconds: Self.connectTimeoutSeconds,
            timeoutSeconds: Self.orderTimeoutSeconds, loop: loop)
        proxies = configuration.targets.enumerated().map { index, target in
            WatchedProxy(name: target.name, url: target.address.url, index: isAlone ? nil : index)
        }
    }

    /// Watches until its task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { tasks in
            for index in proxies.indices { tasks.addTask { await self.watch(index) } }
            tasks.addTask { await self.look() }
        }
        for index in proxies.indices { drop(index, .brokeOff("the monitor ends")) }
    }

    /// Returns when each proxy has shown itself or failed to, and why those that failed did.
    package func firstProblems(within seconds: Double) async -> [AttachProblem?] {
        let limit = now() + seconds
        while now() < limit, !Task.isCancelled, proxies.contains(where: { $0.shown == nil && $0.link.problem == nil }) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        return proxies.map { $0.shown != nil ? nil : $0.link.problem ?? .silent(seconds) }
    }

    /// Yields whenever something has changed since the reader looked; changes in between are one.
    package func changes() -> AsyncStream<Void> { signal.changes() }

    /// Each proxy's own picture, with names as they are shown here; for those that follow single requests.
    package func pictures() -> [WatchedProxy] { proxies }

    func announce() { signal.announce() }

    // MARK: Watching

    private func watch(_ index: Int) async {
        while !Task.isCancelled {
            proxies[index].link.attemptBegan(at: now())
            announce()
            for await news in open(index) { await take(news, of: index) }
            if proxies[index].link.nextAttempt == nil {
                proxies[index].link.failed(.brokeOff("the connection was closed"), at: now())
            }
            announce()
            let pause = (proxies[index].link.nextAttempt ?? 0) - now()
            try? await Task.sleep(for: .seconds(max(0.05, pause)))
        }
    }

    private func open(_ index: Int) -> AsyncStream<ProxyWatch.News> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ProxyWatch.News.self, bufferingPolicy: .bufferingNewest(Self.newsKept))
        let box = NIOLoopBoundBox.makeEmptyBox(valueType: ProxyWatch.self, eventLoop: loop)
        watches[index] = box
        loop.execute { [backend = backends[index], loop] in
            let pool = UpstreamPool(
                backend: backend, loop: loop, connectTimeoutSeconds: Self.connectTimeoutSeconds)
            let watch = ProxyWatch(pool: pool) { news in
                continuation.yield(news)
                if case .ended = news { continuation.finish() }
            }
            box.value = watch
            watch.start()
        }
        return stream
    }

    private func drop(_ index: Int, _ problem: AttachProblem) {
        guard let box = watches[index] else { return }
        loop.execute { box.value?.cancel(problem) }
    }

    private func take(_ news: ProxyWatch.News, of index: Int) async {
        switch news {
        case .ended(let problem): proxies[index].link.failed(problem, at: now())
        case .heard:
            let before = proxies[index].link.state(at: now())
            proxies[index].link.heard(at: now())
            if before == .live { return }
        case .snapshot(let json):
            guard let snapshot = await Self.decoded(json) else { return drop(index, .otherVersion) }
            guard proxies[index].take(snapshot, at: now()) else {
                return drop(index, .brokeOff("a change got lost"))
            }
        }
        announce()
    }

    /// Apart from the actor: a full history takes some time.
    private static func decoded(_ json: [UInt8]) async -> MonitorSnapshot? {
        let snapshot = try? SnapshotJSON.decode(Data(json))
        return snapshot?.version == 1 ? snapshot : nil
    }

    private func look() async {
        while (try? await Task.sleep(for: Self.lookInterval, tolerance: .milliseconds(100))) != nil {
            let moment = now()
            for index in proxies.indices where proxies[index].link.isLost(at: moment) {
                drop(index, .silent(ProxyLink.givenUpAfter))
            }
            // The age of what is stale is shown.
            if proxies.contains(where: { $0.link.state(at: moment) != .live }) { announce() }
        }
    }
}
