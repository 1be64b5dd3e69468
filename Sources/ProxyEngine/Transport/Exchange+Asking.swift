import Monitoring
import NIOCore
import NIOHTTP1
import NIOPosix
import WireFormats

/// The way to the backend: the gate, the connection, the request.
extension Exchange {
    /// The prompt fits: the backend can be asked.
    func proceed() {
        notices = findNotices()
        guard let chat, wireUse == .chat, received.count > LoopContext.maximumBytesCopied else {
            plan()
            return request.route == .other ? connect() : passHolds()
        }
        // What is copied takes its time, too.
        let (upstream, wishes, current) = (wanted(chat).upstream, wishes, connectCount)
        let work = NIOSingletons.posixBlockingThreadPool.runIfActive(eventLoop: shared.loop) {
            PreparedBody(chat, upstream, wishes)
        }
        work.assumeIsolated().whenComplete { [self] result in
            guard machine.phase != .ended, current == connectCount else { return }
            guard case .success(let prepared) = result else { return fail(.shuttingDown) }
            plan(prepared)
            passHolds()
        }
    }

    /// A chat request as it goes on.
    private struct PreparedBody: Sendable {
        let upstream: StreamPlan.Upstream
        let bytes: ByteBuffer
        /// `nil`: it is the client's.
        let splices: [Splice]?

        init(_ chat: ChatRequest, _ upstream: StreamPlan.Upstream, _ wishes: ChatRequest.Wishes) {
            self.upstream = upstream
            splices = upstream == .unchanged ? nil : chat.promptSplices(for: wishes)
            switch upstream {
            case .unchanged: bytes = ByteBuffer(bytes: chat.body)
            case .streamed, .unstreamed:
                let isStreamed = upstream == .streamed
                bytes = ByteBuffer(chat.body, chat.upstreamSplices(streaming: isStreamed, wishes: wishes))
            }
        }
    }

    private func wanted(_ chat: ChatRequest) -> StreamPlan {
        StreamPlan.ask(
            mode: configuration.streamMode, assemble: configuration.assemble, wantsStream: chat.wantsStream,
            hasTools: !chat.tools.isEmpty, kind: backend.kind, refusesStreamedTools: backend.isRefusingStreamedTools)
    }

    /// What the backend is asked for, and who reads its answer.
    private func plan(_ prepared: PreparedBody? = nil) {
        guard let chat else { return }
        switch wireUse {
        case .chat: break
        case .read: return planNative(chat)
        case .untouched:
            translator = nil
            body = .whole(ByteBuffer(bytes: received))
            return
        }
        let ask = wanted(chat)
        let retriesOverflow = ask.upstream != .unchanged && configuration.retriesOverflow
        machine.planned(mayAskAgain: ask.mayRepeatUnstreamed || retriesOverflow)
        prepare(chat, ask: ask, prepared?.upstream == ask.upstream ? prepared : nil)
    }

    func prepare(_ chat: ChatRequest, ask: StreamPlan) { prepare(chat, ask: ask, nil) }

    private func prepare(_ chat: ChatRequest, ask: StreamPlan, _ prepared: PreparedBody?) {
        self.ask = ask
        let wishes = wishes
        let prepared = prepared ?? PreparedBody(chat, ask.upstream, wishes)
        body = .whole(prepared.bytes)
        tellEdits(prepared.splices)
        var rewrites = bridged?.rewrites ?? []
        if ask.upstream != .unchanged { rewrites += chat.rewrites(for: wishes) + notices.rewrites }
        translate(chat, rewrites: rewrites, notice: ask.upstream == .unchanged ? OfferedNotice() : notices.offer)
    }

    /// The request goes on as it is, on the backend's own route, and its answer is translated.
    private func planNative(_ chat: ChatRequest) {
        ask = StreamPlan(upstream: chat.wantsStream ? .streamed : .unstreamed, mayRepeatUnstreamed: false)
        body = .whole(ByteBuffer(bytes: received))
        translate(chat, rewrites: ["wire=native"], notice: OfferedNotice())
    }

    /// Sets up what turns the answer into the client's.
    private func translate(_ chat: ChatRequest, rewrites: [String], notice: OfferedNotice) {
        var settings = TranslationSettings()
        settings.requestRewrites = rewrites
        settings.notice = notice
        settings.translates = configuration.streamMode != .passthrough
        settings.formats = configuration.dialects(forModel: chat.model)
        settings.unknownTools = configuration.unknownTools
        settings.undeclaredCalls = configuration.undeclaredCalls
        settings.reasoningStart = reasoningStart(of: chat)
        settings.reasoning = configuration.reasoning
        settings.argumentRepair = configuration.argumentRepair
        settings.chunkSize = configuration.chunkSize
        translator = ResponseTranslator(
            request: chat, settings: settings, isStreamWanted: chat.wantsStream, newCallID: CallID.make)
    }

    /// Whether the answer will begin inside reasoning, as far as that is known.
    private func reasoningStart(of chat: ChatRequest) -> ReasoningStart {
        switch configuration.startsInReasoning(forModel: chat.model) {
        case .yes: .yes
        case .no: .no
        case .automatic:
            chat.mayOpenReasoning && backend.beginsInReasoning(chat.model) ? .assumed : .unknown
        }
    }

    /// What the request is changed in for a backend of this kind.
    var wishes: ChatRequest.Wishes {
        var wishes = ChatRequest.Wishes()
        wishes.context = contextChange
        wishes.stability = stability
        wishes.historyRepair = configuration.repairsHistory
        switch backend.kind {
        case .llamaServer, .demo: wishes.progress = true
        case .vllm, .sglang: wishes.specialTokens = configuration.keepsSpecialTokens
        case .vllmMLX, .ollama, .lmStudio, .mlx, .openAI: break
        }
        return wishes
    }

    // MARK: Gate

    func leaveGate() {
        guard isAtGate else { return }
        isAtGate = false
        gateVisit += 1
        shared.waitsNoMore(self)
        // One that found nobody there says nothing about the others.
        backend.gate.leave(id, isTypical: attempt.isSent, at: now)
        shared.countsChanged(at: attempt.backendIndex)
        shared.engine.placeIsFree(at: attempt.backendIndex)
    }

    func enterGate() {
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        let visit = gateVisit
        let entry = backend.gate.enter(id, of: reading.queueSession, at: now) {
            bound.eventLoop.execute { if bound.value.gateVisit == visit { bound.value.granted() } }
        }
        switch entry {
        case .granted:
            isAtGate = true
            shared.countsChanged(at: attempt.backendIndex)
            connect()
        case .queued(let place):
            isAtGate = true
            shared.countsChanged(at: attempt.backendIndex)
            shared.waits(self)
            stands(at: place)
        case .full: fail(.queueFull(limit: configuration.maxQueue, retryAfter: nextPlaceSeconds))
        }
    }

    private func granted() {
        shared.waitsNoMore(self)
        // Where the request has ended meanwhile, `release` has given the place back.
        guard machine.granted(at: now) else { return }
        shared.countsChanged(at: attempt.backendIndex)
        connect()
        armTimer()
    }

    /// The request waits there now. Told where that is news: the screen counts the expected time down by itself.
    func stands(at place: QueuePlace) {
        guard isAtGate else { return }
        let now = now
        if let (told, at) = attempt.place, told.position == place.position, told.hold == place.hold {
            let elapsed = Double(now.nanoseconds(since: at)) / 1e9
            let expected = told.seconds.map { max(0, $0 - elapsed) }
            switch (expected, place.seconds) {
            case (nil, nil): return
            case (let expected?, let seconds?) where abs(expected - seconds) < max(1, seconds / 8): return
            default: break
            }
        }
        attempt.place = (place, now)
        machine.queued(position: place.position)
        report(.queued(place))
    }

    /// Seconds until one of those who wait is let through; `nil`: it cannot be told.
    private var nextPlaceSeconds: Double? { backend.gate.outlook(at: now).outlook?.seconds(until: 1) }

    /// Seconds after which a request that comes then will not wait longer than it may; `nil`: it cannot be told.
    var shorterQueueSeconds: Double? {
        let (outlook, queued) = backend.gate.outlook(at: now)
        return outlook.map { outlook in
            max(outlook.seconds(until: 1), outlook.seconds(until: queued + 1) - configuration.queueTimeoutSeconds)
        }
    }

    // MARK: Connection

    /// Who takes the backend's answer.
    private var receiver: any UpstreamReceiver {
        guard wireUse == .read, let bridged else { return self }
        return NativeAnswer(self, bridged.wire, context: answerContext(bridged))
    }

    /// Sends the request: on a pooled connection, or on a fresh one where the body could not be sent twice.
    func connect() {
        let pool = shared.pool(attempt.backendIndex)
        if case .whole = body, let connection = pool.takeIdle(for: receiver) { return send(on: connection) }
        if !hasBody, let connection = pool.takeIdle(for: receiver) { return send(on: connection) }
        connectFresh()
    }

    private var hasBody: Bool { !request.framing.isEmpty }

    func connectFresh() {
        connectCount += 1
        let current = connectCount
        shared.pool(attempt.backendIndex).connect { [self] result in
            guard current == connectCount, machine.phase != .ended else {
                if case .success(let connection) = result { connection.cancel() }
                return
            }
            switch result {
            case .success(let connection):
                connection.begin(receiver, isReused: false)
                send(on: connection)
            case .failure(let problem): upstreamFailed(problem)
            }
        }
    }

    private func send(on connection: UpstreamConnection) {
        attempt.connection = connection
        attempt.isHandedOver = true
        let head = upstreamHead()
        if !attempt.isSent {
            attempt.isSent = true
            report(.sent(backend: backend.name))
        }
        switch body {
        case .whole(let bytes):
            connection.send(head, body: bytes)
            connection.sendEnd()
        case .arriving(let pending, let isComplete, _):
            connection.send(head, body: nil)
            for bytes in pending { connection.sendBody(bytes) }
            body = .arriving(pending: [], isComplete: isComplete, isForwarding: true)
            if isComplete { connection.sendEnd() } else { connection.flush() }
            if connection.isWritable { client.resumeReading() }
        }
        matchReading()
    }

    private func upstreamHead() -> HTTPRequestHead {
        var facts = HeaderForwarding.RequestFacts(
            host: backend.address.hostHeader, clientAddress: request.client, requestID: request.requestID)
        facts.backendKey = backend.configuration.apiKey
        facts.dropsCredentials = request.dropsCredentials
        facts.needsPlainAnswer = chat != nil && wireUse != .untouched
        facts.framing =
            switch body {
            case .whole(let bytes):
                bytes.readableBytes == 0 && request.framing == .none ? .none : .length(bytes.readableBytes)
            case .arriving: request.framing
            }
        let isBridged = bridged != nil && !isNative
        let target =
            isBridged
            ? WireProtocol.ID.chatTarget
            : RouteTable.upstreamTarget(route: request.route, wire: request.wire, target: request.target)
        facts.speaksChat = isBridged
        let fields = HeaderForwarding.request(request.head.headers.lazy.map { ($0.name, $0.value) }, facts: facts)
        return HTTPRequestHead(
            version: .http1_1, method: request.head.method, uri: backend.address.target(for: target),
            headers: HTTPHeaders(fields.map { ($0.name, $0.value) }))
    }
}
