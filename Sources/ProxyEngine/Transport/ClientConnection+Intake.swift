import NIOCore
import NIOHTTP1
import NIOPosix
import WireFormats

/// The way in: heads are checked, bodies collected or passed on, and the request goes to whoever answers it.
extension ClientConnection {
    func receive(_ part: HTTPServerRequestPart) {
        if case .complete = intake {
            // Pipelined. One read's worth is kept, and no more is read until the answer is out.
            backlog.append(part)
            pauseReading()
            return
        }
        switch part {
        case .head(let head): receive(head: head)
        case .body(let bytes): receive(body: bytes)
        case .end: receiveEnd()
        }
    }

    private func receive(head: HTTPRequestHead) {
        guard case .idle = intake else { return }
        beginRequest(head)
        if let problem = RequestCheck.problem(with: head) { return refuse(problem, request: nil) }
        guard let framing = RequestFraming(head.headers) else {
            return refuse(.invalidRequest("Where the body ends cannot be told."), request: nil)
        }
        guard let target = RequestCheck.target(of: head) else {
            return refuse(.invalidRequest("The request target must be a path."), request: nil)
        }
        var request = ClientRequest(
            head: head, target: target, framing: framing,
            route: route(of: head, target),
            receivedAt: shared.now, client: address, requestID: ClientRequest.requestID(head), dropsCredentials: false,
            wire: WireProtocol.ID.spoken(at: target))
        let configuration = shared.engine.configuration
        if let problem = accessProblem(&request, configuration) { return refuse(problem, request: request) }
        let limit = bodyLimit(request)
        if case .length(let length) = framing {
            if length > limit { return refuse(.bodyTooLarge(limit: limit), request: request) }
            if let problem = roomProblem(bytes: length) { return refuse(problem, request: request) }
        }
        // A client of HTTP/1.0 knows no interim answers (RFC 9110, 10.1.1).
        if framing != .none, !isOldClient, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            sendContinue()
        }
        if framing.isEmpty { stopWaiting() } else { waitForBody() }
        begin(request)
    }

    /// What agents ask besides answers is answered here, unless the backend knows more about it.
    private func route(of head: HTTPRequestHead, _ target: String) -> Route {
        let asksAsAnthropics = head.method == .GET && head.headers.contains(name: "anthropic-version")
        if asksAsAnthropics, target.prefix(while: { $0 != "?" }) == "/v1/models" {
            return .own(.side(.anthropicModels))
        }
        let route = RouteTable.route(method: head.method.rawValue, target: target)
        guard case .own(.side(let side)) = route else { return route }
        return shared.engine.passesOn(side) ? .other : route
    }

    private func begin(_ request: ClientRequest) {
        if case .other = request.route {
            intake = .streaming
            begin(request, read(request, body: nil))
        } else {
            var request = request
            if let problem = noteCoding(&request) { return refuse(problem, request: request) }
            var body: [UInt8] = []
            if case .length(let length) = request.framing { body.reserveCapacity(min(length, 1 << 20)) }
            intake = .collecting(request, body: body)
        }
    }

    private func receive(body bytes: ByteBuffer) {
        bodyPace?.received(bytes.readableBytes, at: shared.now)
        bodyBytes += bytes.readableBytes
        let limit = shared.engine.configuration.maximumBodyBytes
        switch intake {
        case .collecting(let request, var body):
            let limit = bodyLimit(request)
            guard bodyBytes <= limit else { return refuse(.bodyTooLarge(limit: limit), request: request) }
            guard enter(bodyCapacity: max(body.capacity, bodyBytes)) else {
                return refuse(roomProblem(bytes: bodyBytes) ?? .memoryFull(limit: limit), request: request)
            }
            // The array must have one owner while it grows.
            intake = .idle
            bytes.withUnsafeReadableBytes { body.append(contentsOf: $0) }
            intake = .collecting(request, body: body)
        case .streaming:
            guard bodyBytes <= limit else {
                exchange?.fail(.bodyTooLarge(limit: limit))
                return
            }
            exchange?.clientBody(bytes)
        case .idle, .complete, .lingering: return
        }
    }

    private func receiveEnd() {
        stopWaiting()
        switch intake {
        case .collecting(let request, let body):
            intake = .complete
            answer(request, body: body)
        case .streaming:
            intake = .complete
            exchange?.clientEnd()
        case .lingering: closeAfterFlush(.all)
        case .idle, .complete: return
        }
    }

    // MARK: Codings

    /// A body that is read comes without its coding, and goes on so: hardly a backend knows one.
    private func noteCoding(_ request: inout ClientRequest) -> ProxyError? {
        do throws(CodingProblem) {
            switch ContentCoding.told(request.head.headers["content-encoding"]) {
            case .plain: return nil
            // Known at once where nothing can undo it.
            case .coded(let told):
                _ = try Decompressor(told, limit: 0)
                coding = told
            case .other(let name): throw .unknown(name)
            }
        } catch {
            return .unreadableBody(error, limit: 0)
        }
        request.head.headers.remove(name: "content-encoding")
        return nil
    }

    private func answer(_ request: ClientRequest, body: [UInt8]) {
        if case .own(let route) = request.route {
            // Short, also when it is decoded: see ``bodyLimit(_:)``.
            do throws(ProxyError) {
                let body = try coded(body, bodyLimit(request)).decoded()
                answer(request, route, body: body)
            } catch {
                answer(error, request: request)
            }
            return
        }
        guard coding != nil || body.count > LoopContext.maximumBytesAtOnce(of: request.wire) else {
            return begin(request, read(request, body: body))
        }
        readBesideLoop(request, coded(body, bodyLimit(request)))
    }

    private func answer(_ request: ClientRequest, _ route: OwnRoute, body: [UInt8]) {
        let answer = OwnAnswer(client: self, request: request)
        ownAnswer = answer
        answer.start(route, body: body)
    }

    private func coded(_ body: [UInt8], _ limit: Int) -> CodedBody {
        CodedBody(bytes: body, coding: coding, limit: limit, ledger: shared.engine.ledger)
    }

    private func read(_ request: ClientRequest, body: [UInt8]?) -> RequestReading {
        RequestReading(request, body: body, shared.engine.configuration, isPool: shared.engine.isPool)
    }

    /// Others are served meanwhile.
    private func readBesideLoop(_ request: ClientRequest, _ body: CodedBody) {
        let (configuration, isPool) = (shared.engine.configuration, shared.engine.isPool)
        isBeingRead = true
        let reading = NIOSingletons.posixBlockingThreadPool.runIfActive(eventLoop: shared.loop) {
            Result { () throws(ProxyError) in
                RequestReading(request, body: try body.decoded(), configuration, isPool: isPool)
            }
        }
        reading.assumeIsolated().whenComplete { [weak self] result in
            guard let self else { return }
            isBeingRead = false
            // Where the client has left meanwhile, there is nobody to ask for.
            guard context != nil else { return }
            switch result {
            case .success(.success(let reading)): begin(request, reading)
            case .success(.failure(let problem)):
                if problem.code == "memory_full" { shared.engine.tell(.memory) }
                answer(problem, request: request)
            // The process ends.
            case .failure: context?.close(promise: nil)
            }
        }
    }

    private func begin(_ request: ClientRequest, _ reading: RequestReading) {
        let exchange = Exchange(client: self, request: request, reading: reading)
        self.exchange = exchange
        exchange.start()
    }

    /// Answers at once; the rest of the request is not read.
    private func refuse(_ error: ProxyError, request: ClientRequest?) {
        intake = .streaming
        stopWaiting()
        charge = nil
        answer(error, request: request)
    }

    // MARK: Access

    /// Whether the client may ask; what it asks for becomes a browser's question beforehand where it is one.
    private func accessProblem(_ request: inout ClientRequest, _ configuration: EngineConfiguration) -> ProxyError? {
        let headers = request.head.headers
        let hasKey =
            !configuration.apiKeys.isEmpty
            && AccessRules.isKeyValid(
                authorization: headers.first(name: "authorization"), apiKey: headers.first(name: "x-api-key"),
                keys: configuration.apiKeys)
        request.dropsCredentials = hasKey
        let rules = BrowserRules(host: configuration.host, allowed: configuration.allowedOrigins)
        switch rules.verdict(
            on: BrowserRules.Request(request.head, target: request.target, hasKey: hasKey), route: request.route)
        {
        case .refused(let problem): return problem
        case .preflight(let fields):
            // Browsers send no key with it.
            browserFields = Self.sorted(fields)
            request.route = .own(.preflight)
            return nil
        case .allowed(let fields): browserFields = Self.sorted(fields)
        }
        if request.route == .own(.health) { return nil }
        return configuration.apiKeys.isEmpty || hasKey ? nil : .wrongKey
    }

    private static func sorted(_ fields: [String: String]) -> [HeaderForwarding.Field] {
        fields.isEmpty ? [] : fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: Trouble

    /// What came is no HTTP. Bytes that cannot be read cannot be skipped either, so the connection ends.
    func protocolError(_ error: any Error) {
        pauseReading()
        let isTooLong = error is NIOHTTPDecoderError || error as? HTTPParserError == .headerOverflow
        let problem =
            isTooLong
            ? ProxyError.invalidRequest("The request head is too long.", status: 431, code: "head_too_long")
            : ProxyError.invalidRequest(
                "This is no valid HTTP/1.1 request: \(ErrorText.parserReason(error)).", code: "bad_request")
        if let exchange {
            // In its body: the request itself is broken. After it: the answer still is to be had, nothing else.
            if case .streaming = intake { exchange.fail(problem) } else { keepsAlive = false }
            return
        }
        guard context?.channel.isActive == true, !isHeadSent || isIdle else {
            context?.close(promise: nil)
            return
        }
        beginRequest(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
        intake = .streaming
        answer(problem, request: nil)
    }

    /// The client has shut its sending side. It may wait for its answer all the same, or have left: both look alike, until
    /// something is sent to it that it answers with a reset.
    func clientFinished() {
        keepsAlive = false
        guard case .complete = intake, exchange != nil || ownAnswer != nil || isBeingRead else {
            // Nothing is to be answered, or the request is not whole and will not be.
            context?.close(promise: nil)
            return
        }
        guard let exchange, exchange.request.route != .other else { return }
        // A model works for it: that must be known at once.
        if exchange.mayBeProbed {
            exchange.probe()
        } else if !isHeadSent, !isOldClient {
            sendContinue()
        } else {
            context?.close(promise: nil)
        }
    }

    private var isIdle: Bool {
        switch intake {
        case .idle, .collecting: true
        case .streaming, .complete, .lingering: false
        }
    }

    func clientTimedOut() {
        stopWaiting()
        switch intake {
        case .idle: context?.close(promise: nil)
        case .collecting(let request, _): refuse(.requestTimeout, request: request)
        case .streaming: exchange?.fail(.requestTimeout)
        case .complete, .lingering: return
        }
    }
}
