import Monitoring
import NIOCore
import NIOHTTP1

/// One reading of a proxy's `/_top/events`. Lives on the event loop; tells exactly once that it has ended.
final class ProxyWatch: UpstreamReceiver {
    enum News: Sendable {
        /// A sign of life.
        case heard
        /// The JSON of a snapshot, or of what has changed since the one before.
        case snapshot([UInt8])
        case ended(AttachProblem)
    }

    /// Words of an error are worth reading so far.
    private static let maximumErrorBytes = 64 << 10

    private let pool: UpstreamPool
    private let tell: (News) -> Void
    private var connection: UpstreamConnection?
    private var parser = ServerSentEventParser()
    private var head: HTTPResponseHead?
    private var errorBody: [UInt8] = []
    private var isOver = false

    init(pool: UpstreamPool, tell: @escaping (News) -> Void) {
        self.pool = pool
        self.tell = tell
    }

    func start() {
        pool.connect { [self] result in
            if isOver {
                // Nobody waits for it any more.
                if case .success(let connection) = result { connection.cancel() }
                return
            }
            switch result {
            case .success(let connection):
                self.connection = connection
                connection.begin(self, isReused: false)
                ask(connection)
            case .failure(let problem): upstreamFailed(problem)
            }
        }
    }

    /// Ends the reading.
    func cancel(_ problem: AttachProblem) {
        connection?.cancel()
        finish(problem)
    }

    private func ask(_ connection: UpstreamConnection) {
        let backend = pool.backend
        var headers = HTTPHeaders([
            ("Host", backend.address.hostHeader), ("Accept", "text/event-stream"), ("User-Agent", "llama-stream-top"),
        ])
        if let key = backend.configuration.apiKey { headers.add(name: "Authorization", value: "Bearer \(key)") }
        let uri = backend.address.target(for: "/_top/events")
        connection.send(HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers), body: nil)
        connection.sendEnd()
    }

    private func finish(_ problem: AttachProblem) {
        guard !isOver else { return }
        isOver = true
        connection = nil
        tell(.ended(problem))
    }

    private var isStream: Bool {
        guard let head, head.status == .ok else { return false }
        return head.headers.first(name: "content-type")?.lowercased().hasPrefix("text/event-stream") == true
    }

    // MARK: The answer

    func upstreamHead(_ head: HTTPResponseHead) { self.head = head }

    func upstreamBody(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        guard isStream else {
            bytes.withUnsafeReadableBytes { errorBody.append(contentsOf: $0) }
            if errorBody.count > Self.maximumErrorBytes { cancel(refusal) }
            return
        }
        tell(.heard)
        var events = EventPayloads()
        bytes.withUnsafeReadableBytes { parser.receive($0, to: &events) }
        for payload in events.payloads { tell(.snapshot(payload)) }
        if events.isOverlong { cancel(.otherVersion) }
    }

    func upstreamEnded() { finish(isStream ? .brokeOff("it has ended") : refusal) }

    func upstreamFailed(_ problem: UpstreamProblem) {
        switch problem {
        case .unreachable(let reason): finish(.unreachable(reason))
        case .tls(let reason): finish(.tls(reason))
        case .brokeOff(let reason, _): finish(head == nil ? .unreachable(reason) : .brokeOff(reason))
        case .malformed: finish(.somethingElse(status: 0, server: ""))
        }
    }

    func upstreamReadComplete() {}
    func upstreamWritable(_ isWritable: Bool) {}

    /// What an answer that is no stream means.
    private var refusal: AttachProblem {
        let status = Int(head?.status.code ?? 0)
        switch status {
        case 401: return pool.backend.configuration.apiKey == nil ? .needsKey : .refusesKey
        case 403: return .forbidden(ControlAnswer(errorBody).words ?? "")
        default: return .somethingElse(status: status, server: head?.headers.first(name: "server") ?? "")
        }
    }
}

/// The payloads of the events in some bytes.
private struct EventPayloads: ServerSentEventReader {
    var payloads: [[UInt8]] = []
    var isOverlong = false

    mutating func read(_ event: ServerSentEvent) {
        if event.kind == .data { payloads.append(Array(event.payload)) }
    }

    mutating func readOverlongEvent() { isOverlong = true }
}
