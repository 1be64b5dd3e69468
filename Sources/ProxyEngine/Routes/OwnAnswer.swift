import Monitoring
import NIOCore

/// Answers a request under `/_top`. Lives on the client's event loop.
final class OwnAnswer {
    /// A watcher hears something at least so often.
    private static let heartbeatInterval = TimeAmount.seconds(2)

    private let client: ClientConnection
    let request: ClientRequest
    let shared: LoopContext
    private var isOver = false
    private var watch: Task<Void, Never>?
    private var feed: SnapshotFeed?
    private var heartbeat: Scheduled<Void>?

    init(client: ClientConnection, request: ClientRequest) {
        self.client = client
        self.request = request
        shared = client.shared
    }

    func start(_ route: OwnRoute, body: [UInt8]) {
        switch route {
        case .health: send(json: #"{"status":"ok"}"#)
        case .ready: ready()
        case .snapshot:
            later { hub in
                let json = try? SnapshotJSON.encodeTold(await hub.snapshot())
                return ("application/json", json.map { [UInt8]($0) } ?? [])
            }
        case .metrics:
            let version = shared.operations.version
            let transport = shared.transportFigures
            later { hub in
                let text = PrometheusText.render(await hub.metrics(), version: version, transport: transport)
                return (PrometheusText.contentType, Array(text.utf8))
            }
        case .request(let id, let withPrompt): detail(id, withPrompt: withPrompt)
        case .events: watchEvents()
        case .control: control(body)
        case .preflight: send(status: 204, fields: [], body: [])
        case .side(let side): answer(side, body: body)
        case .unknown: fail(.notFound(request.target))
        case .wrongMethod(let allowed):
            let error = ProxyError.invalidRequest(
                "Use \(allowed) here.", status: 405, code: "method_not_allowed")
            send(status: 405, fields: error.fields + [("Allow", allowed)], body: error.body())
        }
    }

    func clientGone() {
        isOver = true
        watch?.cancel()
        heartbeat?.cancel()
    }

    /// The process ends: a watcher's stream is ended properly.
    func shutdown() {
        guard watch != nil, !isOver else { return }
        clientGone()
        client.endAnswer()
    }

    // MARK: Single answers

    private func ready() {
        let backends = shared.engine.backends
        if shared.engine.isLeaving { return send(json: #"{"status":"draining"}"#, status: 503) }
        let serving = backends.filter(\.isServing)
        guard !serving.isEmpty else {
            return send(json: #"{"status":"no backend answers"}"#, status: 503)
        }
        guard serving.contains(where: \.gate.hasRoom) else {
            return send(json: #"{"status":"the queue is full"}"#, status: 503)
        }
        send(json: #"{"status":"ready"}"#)
    }

    private func control(_ body: [UInt8]) {
        let command: ControlCommand
        do {
            command = try ControlRequest.command(body)
        } catch {
            return send(json: ControlRequest.refused(error), status: error.status)
        }
        let operations = shared.operations
        perform {
            await operations.perform(command)
        } then: { answer, result in
            switch result {
            case .done(let message): answer.send(json: ControlRequest.done(message), status: 200)
            case .refused(let reason):
                let error = ProxyError(
                    status: 409, type: "conflict", code: "refused", message: reason, side: .proxy)
                answer.send(json: ControlRequest.refused(error), status: 409)
            }
        }
    }

    private func detail(_ id: RequestID, withPrompt: Bool) {
        let hub = shared.engine.hub
        let target = request.target
        perform {
            await hub.detail(of: id, withPrompt: withPrompt).flatMap { try? SnapshotJSON.encode($0) }
        } then: { answer, json in
            guard let json else { return answer.fail(.requestNotKept(target)) }
            answer.send(json: [UInt8](json), status: 200)
        }
    }

    private func later(_ make: @escaping @Sendable (MonitorHub) async -> (String, [UInt8])) {
        let hub = shared.engine.hub
        perform {
            await make(hub)
        } then: { answer, result in
            answer.send(
                status: 200, fields: [("Content-Type", result.0), ("Cache-Control", "no-store")], body: result.1)
        }
    }

    func perform<Result: Sendable>(
        _ work: @escaping @Sendable () async -> Result,
        then finish: @escaping @Sendable (OwnAnswer, Result) -> Void
    ) {
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        Task {
            let result = await work()
            bound.eventLoop.execute {
                guard !bound.value.isOver else { return }
                finish(bound.value, result)
            }
        }
    }

    func fail(_ error: ProxyError) {
        send(
            status: error.status, fields: error.fields,
            body: error.body(for: request.wire, requestID: request.requestID))
    }

    private func send(json: String, status: Int = 200) { send(json: Array(json.utf8), status: status) }

    func send(json: [UInt8], status: Int) {
        send(status: status, fields: [("Content-Type", "application/json"), ("Cache-Control", "no-store")], body: json)
    }

    func send(status: Int, fields: [HeaderForwarding.Field], body: [UInt8]) {
        isOver = true
        client.answer(status: status, fields: fields, body: body)
    }

    // MARK: Events

    private func watchEvents() {
        client.sendHead(
            status: 200,
            fields: [
                ("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"),
            ], length: .unknown)
        client.flush()
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        let feed = SnapshotFeed(hub: shared.engine.hub) { event in
            bound.eventLoop.execute { bound.value.sendEvent(event) }
        }
        self.feed = feed
        watch = Task { await feed.run() }
        scheduleHeartbeat()
    }

    private func scheduleHeartbeat() {
        heartbeat = shared.loop.assumeIsolated().scheduleTask(in: Self.heartbeatInterval) { [weak self] in
            self?.showLife()
            self?.scheduleHeartbeat()
        }
    }

    private func showLife() {
        guard !isOver, client.isWritable else { return }
        sendEvent(Array(": waiting\n\n".utf8))
        if let feed { Task { await feed.catchUp() } }
    }

    /// A watcher that does not keep up misses events instead of filling the memory, and gets the whole state afterwards.
    private func sendEvent(_ bytes: [UInt8]) {
        guard !isOver else { return }
        guard client.isWritable else {
            feed?.eventWasLost()
            return
        }
        bytes.withUnsafeBytes { client.sendBody($0) }
        client.flush()
    }
}
