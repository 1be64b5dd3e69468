import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// One request on its way through the proxy: the client's connection on one side, the backend's on the other, both on
/// one event loop. Hands bytes to the machines (``ExchangeMachine`` for the course of things, ``ResponseTranslator``
/// for the content) and carries out what they answer.
///
/// Split by direction: `+Asking` leads to the backend, `+Answering` back to the client, `+Timing` and `+Reporting`
/// keep time and tell the monitor.
final class Exchange {
    /// How the request's body reaches the backend.
    enum Body {
        /// Known whole, so it can be sent again.
        case whole(ByteBuffer)
        /// Comes from the client piece by piece; `pending` waits for the connection.
        case arriving(pending: [ByteBuffer], isComplete: Bool, isForwarding: Bool)
    }

    let id: RequestID
    /// The request is an operator's, who has sent a client's once more.
    let resend: Engine.Resend?
    let client: ClientConnection
    let request: ClientRequest
    let shared: LoopContext
    let configuration: EngineConfiguration
    /// What the request says.
    let reading: RequestReading
    /// The request as a chat request, on the translated route.
    let chat: ChatRequest?
    /// What the client has sent, where that is no chat request but means one.
    let bridged: BridgedRequest?
    /// In which protocol the backend is asked.
    var wireUse = WireUse.chat

    var machine: ExchangeMachine
    var body: Body
    /// Asking the present backend.
    var attempt = BackendAttempt()
    /// Backends that failed this request before they began to answer, or that it is not meant for.
    var tried: Set<Int> = []
    /// By what the pool knows the request.
    let poolRequest: Engine.PoolRequest
    /// Counts visits at gates, so that a late word of one is not taken for another's.
    var gateVisit = 0
    /// Counts connections that were asked for, so that a late one is not taken for the present one.
    var connectCount = 0

    /// How the prompt was made to fit, and what is changed for it.
    var fitting: PromptFitting?
    var contextChange = ContextChange()
    /// The prompt has passed the threshold of warning.
    var longPrompt: String?
    var notices = Notices()
    /// What makes it begin as the turns before it did.
    var stability = ContextChange()
    /// What the backend is asked for.
    var ask: StreamPlan?

    var translator: ResponseTranslator?
    /// What the translator wrote since the last flush; used again and again.
    var output: [UInt8] = []
    var responseFields: [HeaderForwarding.Field] = []
    /// The translated answer is one body, sent when it is complete.
    var isHeld = false
    var status = 0
    var bytesOut = 0
    /// The translator has been told the backend's head.
    var hasBegun = false
    /// The client gets the backend's bytes as they are.
    var isUntouched = false
    /// An untouched event stream, which may be ended by an event of ours.
    var isRawEventStream = false
    /// A good answer whose first bytes are waited for, with its head.
    var opening: (head: HTTPResponseHead, bytes: AnswerOpening)?
    /// Where the client gets the backend's bytes: its head, as long as it has not been sent, and what came since.
    var passedHead: PassedHead?
    var arrived: [ByteBuffer] = []
    /// The output so far ends with an event, so that one of ours may follow.
    var endsEvent = true
    var hasNewOutput = false

    var timer: Scheduled<Void>?
    var timerDue = Moment(nanoseconds: .max)

    /// Who gets the answer, where others than the client may; `nil`: only it.
    var audience: Audience?
    /// By which identical requests find this one; `nil`: they do not.
    var joinKey: JoinKey?
    var graceTimer: Scheduled<Void>?
    /// The request whose answer this one gets too.
    var following: Following?
    var joinedLeader: RequestID?
    /// Why the client gets nothing more of the answer, though others do.
    var clientFailure: RequestFailure?
    /// The answer has been sent to its end.
    var isAnswered = false

    var isRegistered = false
    var isAtGate = false
    /// What the monitor has been told.
    var telling = Telling()
    /// Where it stands to the sessions that an operator holds.
    var hold = SessionHold()

    /// The memory that the request and its answer take, and how much of that is an answer that is collected.
    let charge: MemoryCharge
    var collectedBytes = 0

    init(client: ClientConnection, request: ClientRequest, reading: RequestReading) {
        self.client = client
        self.request = request
        self.reading = reading
        (chat, bridged) = (reading.chat, reading.bridged)
        shared = client.shared
        configuration = client.shared.engine.configuration
        resend = client.shared.engine.takeResend(request.requestID)
        id = resend?.id ?? client.shared.engine.nextID()
        // Where one backend is meant, the others are out of the question.
        if let only = resend?.backend { tried = Set(client.shared.engine.backends.indices).subtracting([only]) }
        charge = client.charge ?? MemoryCharge(client.shared.engine.ledger)
        client.charge = nil
        if let body = reading.body {
            // A chat request gets its body when it is known what is asked for.
            self.body = .whole(reading.chat == nil ? ByteBuffer(bytes: body) : ByteBuffer())
        } else {
            body = .arriving(pending: [], isComplete: false, isForwarding: false)
        }
        poolRequest = Engine.PoolRequest(id: id, model: reading.model, keys: reading.keys)
        machine = ExchangeMachine(
            timing: Self.timing(configuration), wantsHeartbeats: reading.chat?.wantsStream ?? reading.streamsText,
            at: request.receivedAt)
    }

    /// The body as the client sent it, as far as it is known at the start.
    var received: [UInt8] { reading.body ?? [] }

    /// The backend is asked on a route of its own, in what the client speaks.
    var isNative: Bool { wireUse != .chat }

    private static func timing(_ configuration: EngineConfiguration) -> ExchangeMachine.Timing {
        var timing = ExchangeMachine.Timing()
        timing.commit = Moment.nanoseconds(inSeconds: configuration.heartbeatCommitSeconds)
        timing.heartbeat = Moment.nanoseconds(inSeconds: configuration.heartbeatSeconds)
        timing.queue = Moment.nanoseconds(inSeconds: configuration.queueTimeoutSeconds)
        timing.firstByte = Moment.nanoseconds(inSeconds: configuration.firstByteTimeoutSeconds)
        timing.idle = Moment.nanoseconds(inSeconds: configuration.idleTimeoutSeconds)
        return timing
    }

    /// The client says `/new`: the proxy answers itself.
    var isNewSession: Bool {
        guard let chat, configuration.streamMode != .passthrough else { return false }
        return NewSession.isAsked(chat)
    }

    var backend: Backend { shared.engine.backends[attempt.backendIndex] }
    var now: Moment { shared.now }

    // MARK: Start and end

    func start() {
        report(.received(receivedFacts))
        setEdge()
        // The body as it came, and as it goes on.
        guard charge.grow(to: 2 * received.count) else { return fail(memoryFull) }
        if let problem = reading.problem { return fail(problem) }
        if shared.engine.isDraining, request.route != .other { return fail(.shuttingDown) }
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        shared.engine.register(
            id,
            Engine.Listener(
                cancel: { reason in bound.eventLoop.execute { bound.value.cancel(reason) } },
                reconsider: { bound.eventLoop.execute { bound.value.reconsider() } },
                holdsChanged: { bound.eventLoop.execute { bound.value.holdsChanged() } }))
        isRegistered = true
        if let bridged, bridged.isEmpty { return answerEmpty(bridged) }
        if asksForModels { return answerModels() }
        if !isNewSession, join() { return }
        askBackend()
    }

    func askBackend() {
        switch shared.engine.choose(poolRequest, tried: tried, at: now) {
        case .backend(let index, let isAtHome): attempt = BackendAttempt(at: index, isAtHome: isAtHome)
        case .refused(let error): return fail(error)
        }
        if isNewSession { return answerNewSession() }
        settleWire()
        stabilize()
        fitContext()
        armTimer()
    }

    /// Gives back what the request held. Called exactly once, by whichever end comes first.
    func release() {
        machine.ended()
        timer?.cancel()
        timer = nil
        if let connection = attempt.connection {
            attempt.connection = nil
            connection.cancel()
        }
        (attempt.decoding, attempt.away) = (nil, nil)
        connectCount += 1
        if isRegistered {
            shared.engine.unregister(id)
            shared.engine.noteEnd(id, at: attempt.backendIndex, now)
        }
        following?.handle.leave(id)
        following = nil
        withdrawOffer()
        leaveGate()
    }

    /// The client has left.
    func clientGone() {
        guard machine.phase != .ended else {
            audience?.clientLeft()
            return
        }
        if goesOnWithoutClient() { return }
        release()
        reportCancelled(.clientLeft)
    }

    /// The client takes nothing of its answer any more. Whatever else is the matter, that is no fault of the backend's.
    func clientTookNothing(_ error: ProxyError) {
        guard machine.phase != .ended else {
            audience?.clientLeft()
            return
        }
        if let audience, audience.hasFollowers {
            clientFailure = error.failure
            audience.clientLeft()
            matchReading()
            return
        }
        release()
        reportFailed(error.failure)
    }

    /// An operator or the end of the process cancels the request: the client gets an error and a proper end.
    func cancel(_ reason: CancelReason) {
        guard machine.phase != .ended else { return }
        let error = (reason == .shutdown ? ProxyError.shuttingDown : .cancelledByOperator).saying(heldSeconds)
        let delivery = deliver(error)
        release()
        reportCancelled(reason)
        close(delivery, error.failure)
    }

    /// The request ends with `error`.
    func fail(_ error: ProxyError) {
        guard machine.phase != .ended else { return }
        let delivery = deliver(error)
        release()
        reportFailed(error.failure)
        close(delivery, error.failure)
    }

    /// There is no room for more.
    var memoryFull: ProxyError {
        shared.engine.tell(.memory)
        return .memoryFull(limit: shared.engine.ledger.limit ?? 0)
    }

    // MARK: The client's body

    /// More of a body that is passed on as it comes.
    func clientBody(_ bytes: ByteBuffer) {
        guard case .arriving(var pending, let isComplete, let isForwarding) = body else { return }
        if isForwarding, let connection = attempt.connection {
            connection.sendBody(bytes)
            if !connection.isWritable { client.pauseReading() }
        } else {
            pending.append(bytes)
            body = .arriving(pending: pending, isComplete: isComplete, isForwarding: isForwarding)
            client.pauseReading()
        }
    }

    func clientEnd() {
        guard case .arriving(let pending, _, let isForwarding) = body else { return }
        body = .arriving(pending: pending, isComplete: true, isForwarding: isForwarding)
        if isForwarding { attempt.connection?.sendEnd() }
        excuseBackend()
    }

    func upstreamWritable(_ isWritable: Bool) {
        if isWritable { client.resumeReading() } else { client.pauseReading() }
        excuseBackend()
    }

    /// The client takes more, or no more for now.
    func clientWritable(_ isWritable: Bool) {
        if isWritable {
            confirm()
            audience?.pump()
        }
        matchReading()
    }
}
