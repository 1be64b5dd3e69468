import Monitoring
import NIOCore
import WireFormats

/// What belongs to one event loop: its connections to the backends and its clients. Not thread-safe: lives on the loop.
final class LoopContext {
    /// Counts of requests change often; a screen need not know each.
    private static let reportInterval = TimeAmount.milliseconds(100)
    private static let placesInterval = TimeAmount.milliseconds(250)
    private static let untoldDelay = TimeAmount.milliseconds(50)
    /// Bodies and answers that are longer are read beside the loop. Reading takes some nanoseconds a byte, so this much about
    /// a millisecond, in which others wait.
    static let maximumBytesAtOnce = 256 << 10
    /// The same of what is only copied, at some bytes a nanosecond: for less another thread is not woken.
    static let maximumBytesCopied = 4 << 20

    /// The same of a request; one in another protocol is read, written anew and read again.
    static func maximumBytesAtOnce(of wire: WireProtocol.ID) -> Int {
        wire == .chat ? maximumBytesAtOnce : maximumBytesAtOnce / 8
    }

    let loop: any EventLoop
    let engine: Engine
    let operations: Operations
    private let census: ConnectionCensus
    private let pools: [UpstreamPool]
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private var changed: Set<Int> = []
    /// Requests of this loop that wait at a gate.
    private var waiting: [RequestID: Exchange] = [:]
    private var isLookingAfterWaiting = false
    /// Requests that run although their clients have left.
    private var orphans: [RequestID: Exchange] = [:]
    /// Requests of which the monitor has not been told all.
    private var untold: [Exchange] = []

    init(loop: any EventLoop, operations: Operations, census: ConnectionCensus) {
        self.loop = loop
        engine = operations.engine
        self.operations = operations
        self.census = census
        let timeout = engine.configuration.connectTimeoutSeconds
        pools = engine.backends.map { UpstreamPool(backend: $0, loop: loop, connectTimeoutSeconds: timeout) }
    }

    func pool(_ index: Int) -> UpstreamPool { pools[index] }

    /// This moment by the loop's clock, which a test can turn by hand.
    var now: Moment { Moment(nanoseconds: loop.now.uptimeNanoseconds) }

    /// The backend's counts have changed; tells the monitor soon, once for many changes.
    func countsChanged(at index: Int) {
        let isFirst = changed.isEmpty
        changed.insert(index)
        guard isFirst else { return }
        loop.assumeIsolated().scheduleTask(in: Self.reportInterval) {
            for index in self.changed { self.engine.publisher.publish(.backend(self.engine.backends[index].report)) }
            self.changed = []
        }
    }

    // MARK: Queues

    func waits(_ exchange: Exchange) {
        waiting[exchange.id] = exchange
        lookAfterWaiting()
    }

    func waitsNoMore(_ exchange: Exchange) { waiting[exchange.id] = nil }

    /// Tells all who wait where they stand, so often: telling each at every change would cost the more the longer the
    /// queue is.
    private func lookAfterWaiting() {
        guard !isLookingAfterWaiting, !waiting.isEmpty else { return }
        isLookingAfterWaiting = true
        loop.assumeIsolated().scheduleTask(in: Self.placesInterval) { [self] in
            isLookingAfterWaiting = false
            let now = now
            for index in pools.indices {
                let ids = waiting.values.lazy.filter { $0.attempt.backendIndex == index }.map(\.id)
                guard !ids.isEmpty else { continue }
                for (id, place) in engine.backends[index].gate.places(of: ids, at: now) {
                    waiting[id]?.stands(at: place)
                }
            }
            lookAfterWaiting()
        }
    }

    // MARK: Requests whose clients have left

    /// It waits for an identical one.
    func addOrphan(_ exchange: Exchange) {
        orphans[exchange.id] = exchange
    }

    func removeOrphan(_ exchange: Exchange) { orphans[exchange.id] = nil }

    // MARK: Clients

    /// `false`: there were as many connections as may be before.
    func add(_ client: ClientConnection) -> Bool {
        clients[ObjectIdentifier(client)] = client
        return census.connected() <= engine.connectionLimit
    }

    var transportFigures: TransportFigures {
        TransportFigures(
            connections: census.count, connectionLimit: engine.connectionLimit, heldBytes: engine.ledger.heldBytes,
            heldBytesLimit: engine.ledger.limit)
    }

    /// Connections of all loops.
    var connectionCount: Int { census.count }

    /// Nanoseconds between two reports of one request's progress. Half of what the monitor allows (ten a second) is enough
    /// for an eye; where many run, nobody can follow each, and telling would cost more than serving.
    var progressInterval: UInt64 {
        200_000_000 * UInt64(min(10, max(1, clients.count / 16)))
    }

    /// The request has more to tell than it might just now; what came last must not wait for what comes next. One timer for
    /// all: nearly always the next piece is there before.
    func tellsLater(_ exchange: Exchange) {
        untold.append(exchange)
        guard untold.count == 1 else { return }
        let delay = TimeAmount.nanoseconds(Int64(progressInterval)) + Self.untoldDelay
        loop.assumeIsolated().scheduleTask(in: delay) { [self] in
            let exchanges = untold
            untold = []
            let now = now
            for exchange in exchanges { exchange.tellRest(at: now) }
        }
    }

    func remove(_ client: ClientConnection) {
        if clients.removeValue(forKey: ObjectIdentifier(client)) != nil { census.disconnected() }
    }

    /// Connections that are given up where descriptors are needed.
    private static let shedCount = 32

    /// No connection can be accepted. Those that only wait for another request make room.
    func descriptorsAreGone() {
        engine.tell(.descriptors)
        for client in clients.values.filter(\.isKeptIdle).prefix(Self.shedCount) { client.drain() }
    }

    /// Closes the connections on which nothing runs; the others close with the end of their request.
    func drain() {
        for client in clients.values { client.drain() }
        for orphan in orphans.values { orphan.endUnheard() }
        for pool in pools { pool.closeIdle() }
    }

    /// Ends every request with an error.
    func end(_ reason: CancelReason) {
        for client in clients.values { client.endRunning(reason) }
        for orphan in orphans.values { orphan.cancel(reason) }
    }

    func closeAll() {
        for client in clients.values { client.abort() }
        for pool in pools { pool.closeIdle() }
    }
}
