import NIOCore
import NIOHTTP1

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
            route: RouteTable.route(method: head.method.rawValue, target: target),
            receivedAt: shared.now, client: address, requestID: ClientRequest.requestID(head), dropsCredentials: false)
        let configuration = shared.engine.configuration
        if let problem = accessProblem(&request, configuration) { return refuse(problem, request: request) }
        let limit = bodyLimit(request)
        if case .length(let length) = framing {
            if length > limit { return refuse(.bodyTooLarge(limit: limit), request: request) }
            if let problem = roomProblem(bytes: length) { return refuse(problem, request: request) }
        }
        if framing != .none, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            sendContinue()
        }
        if framing.isEmpty { stopWaiting() } else { waitForBody() }
        begin(request)
    }

    private func begin(_ request: ClientRequest) {
        if case .other = request.route {
            intake = .streaming
            let exchange = Exchange(client: self, request: request, body: nil)
            self.exchange = exchange
            exchange.start()
        } else {
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

    private func answer(_ request: ClientRequest, body: [UInt8]) {
        if case .own(let route) = request.route {
            let answer = OwnAnswer(client: self, request: request)
            ownAnswer = answer
            answer.start(route, body: body)
            return
        }
        let exchange = Exchange(client: self, request: request, body: body)
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

    private func accessProblem(_ request: inout ClientRequest, _ configuration: EngineConfiguration) -> ProxyError? {
        let headers = request.head.headers
        let hasKey =
            !configuration.apiKeys.isEmpty
            && AccessRules.isKeyValid(
                authorization: headers.first(name: "authorization"), apiKey: headers.first(name: "x-api-key"),
                keys: configuration.apiKeys)
        request.dropsCredentials = hasKey
        if case .own(let route) = request.route {
            if let problem = browserProblem(request, hasKey: hasKey, configuration) { return problem }
            if route == .health { return nil }
        }
        return configuration.apiKeys.isEmpty || hasKey ? nil : .wrongKey
    }

    /// No page in a browser may drive the proxy: neither one of another origin nor one whose name was bound to our
    /// address. A page does not know the key, so who has it may come by any name.
    private func browserProblem(
        _ request: ClientRequest, hasKey: Bool, _ configuration: EngineConfiguration
    ) -> ProxyError? {
        let headers = request.head.headers
        let host = headers.first(name: "host") ?? ""
        if !host.isEmpty, !hasKey, !AccessRules.isTrustedHost(host, configured: configuration.host) {
            return .forbidden("This route is served under an IP address or localhost only, not as \(host).")
        }
        if let origin = headers.first(name: "origin"), !AccessRules.isSameOrigin(origin, host: host) {
            return .forbidden("Pages of \(origin) may not use this route.")
        }
        if request.head.method == .POST {
            let type = headers.first(name: "content-type")?.lowercased() ?? ""
            guard type == "application/json" || type.hasPrefix("application/json;") else {
                return .invalidRequest("Send it with Content-Type: application/json.", status: 415, code: "not_json")
            }
        }
        return nil
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
