import NIOCore
import NIOHTTP1

/// A backend's whole answer to a question of ours.
struct BackendAnswer: Equatable, Sendable {
    var status: Int
    var server: String
    var body: [UInt8]
    var roundTripSeconds: Double

    var isGood: Bool { (200...299).contains(status) }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Asks backends small questions of the proxy's own: probes and purges. Over connections of its own on one event loop.
struct BackendCaller: Sendable {
    private let loop: any EventLoop
    private let pools: NIOLoopBoundBox<[UpstreamPool]?>
    /// For questions that say nothing else.
    let timeoutSeconds: Double

    init(backends: [Backend], connectTimeoutSeconds: Double, timeoutSeconds: Double, loop: any EventLoop) {
        self.loop = loop
        self.timeoutSeconds = timeoutSeconds
        let pools = NIOLoopBoundBox.makeEmptyBox(valueType: [UpstreamPool].self, eventLoop: loop)
        self.pools = pools
        loop.execute {
            pools.value = backends.map {
                UpstreamPool(backend: $0, loop: loop, connectTimeoutSeconds: connectTimeoutSeconds)
            }
        }
    }

    /// Asks the backend at `index` and waits for the whole answer. `authorization`: a client's, for a backend that has no
    /// key of its own.
    func call(
        _ index: Int, _ method: HTTPMethod, _ path: String, json: String? = nil, authorization: String? = nil,
        timeoutSeconds: Double? = nil
    ) async throws(UpstreamProblem) -> BackendAnswer {
        let cell = NIOLoopBoundBox.makeEmptyBox(valueType: BackendCall.self, eventLoop: loop)
        let result: Result<BackendAnswer, UpstreamProblem> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute {
                    guard let pool = pools.value?[index] else {
                        return continuation.resume(returning: .failure(.unreachable("the proxy has not started")))
                    }
                    let call = BackendCall(pool: pool, loop: loop, done: continuation)
                    cell.value = call
                    call.start(
                        method, path, json: json, authorization: authorization,
                        timeoutSeconds: timeoutSeconds ?? self.timeoutSeconds)
                }
            }
        } onCancel: {
            loop.execute { cell.value?.cancel("cancelled") }
        }
        return try result.get()
    }
}

/// One such question. Lives on the event loop; answers exactly once.
private final class BackendCall: UpstreamReceiver {
    /// Probe answers are small, lists of a long prompt's tokens are not.
    private static let maximumBytes = 16 << 20

    private let pool: UpstreamPool
    private let loop: any EventLoop
    private var done: CheckedContinuation<Result<BackendAnswer, UpstreamProblem>, Never>?
    private var connection: UpstreamConnection?
    private var timer: Scheduled<Void>?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private let startedAt = NIODeadline.now()
    private var request: (head: HTTPRequestHead, body: ByteBuffer)?

    init(
        pool: UpstreamPool, loop: any EventLoop,
        done: CheckedContinuation<Result<BackendAnswer, UpstreamProblem>, Never>
    ) {
        self.pool = pool
        self.loop = loop
        self.done = done
    }

    func start(
        _ method: HTTPMethod, _ path: String, json: String?, authorization: String?, timeoutSeconds: Double
    ) {
        let backend = pool.backend
        var headers = HTTPHeaders([
            ("Host", backend.address.hostHeader), ("Accept", "application/json"),
            ("User-Agent", "llama-stream-top"),
        ])
        if let authorization = backend.configuration.apiKey.map({ "Bearer \($0)" }) ?? authorization {
            headers.add(name: "Authorization", value: authorization)
        }
        if json != nil { headers.add(name: "Content-Type", value: "application/json") }
        let body = ByteBuffer(string: json ?? "")
        if method != .GET { headers.add(name: "Content-Length", value: String(body.readableBytes)) }
        let head = HTTPRequestHead(
            version: .http1_1, method: method, uri: backend.address.target(for: path), headers: headers)
        request = (head, body)
        timer = loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(timeoutSeconds * 1e9))) { [self] in
            cancel("no answer within \(Int(timeoutSeconds)) s")
        }
        if let connection = pool.takeIdle(for: self) { send(on: connection) } else { connect() }
    }

    /// Ends the call for `reason`, if it has not ended yet.
    func cancel(_ reason: String) {
        connection?.cancel()
        finish(.failure(.unreachable(reason)))
    }

    private func connect() {
        pool.connect { [self] result in
            switch result {
            case .success(let connection):
                guard done != nil else { return connection.cancel() }
                connection.begin(self, isReused: false)
                send(on: connection)
            case .failure(let problem): finish(.failure(problem))
            }
        }
    }

    private func send(on connection: UpstreamConnection) {
        guard let request else { return }
        self.connection = connection
        connection.send(request.head, body: request.body)
        connection.sendEnd()
    }

    private func finish(_ result: Result<BackendAnswer, UpstreamProblem>) {
        timer?.cancel()
        connection = nil
        done?.resume(returning: result)
        done = nil
    }

    func upstreamHead(_ head: HTTPResponseHead) { self.head = head }

    func upstreamBody(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { body.append(contentsOf: $0) }
        guard body.count > Self.maximumBytes else { return }
        connection?.cancel()
        finish(.failure(.malformed("an answer of more than \(Self.maximumBytes >> 20) MiB")))
    }

    func upstreamEnded() {
        let elapsed = NIODeadline.now() - startedAt
        let answer = BackendAnswer(
            status: Int(head?.status.code ?? 0), server: head?.headers.first(name: "server") ?? "", body: body,
            roundTripSeconds: Double(elapsed.nanoseconds) / 1e9)
        finish(.success(answer))
    }

    func upstreamFailed(_ problem: UpstreamProblem) {
        connection = nil
        if problem.isStale { connect() } else { finish(.failure(problem)) }
    }

    func upstreamReadComplete() {}
    func upstreamWritable(_ isWritable: Bool) {}
}
