import NIOCore
import NIOHTTP1

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
    /// The request as a chat request, on the translated route.
    let chat: ChatRequest?
    let startError: ProxyError?
    /// The body as the client sent it, as far as it is known at the start.
    let received: [UInt8]

    var machine: ExchangeMachine
    var body: Body
    var backendIndex = 0
    /// Backends that failed this request before they began to answer.
    var tried: Set<Int> = []
    /// The backend has read this conversation before.
    var isAtHome = false
    /// By what the pool knows the request.
    let poolRequest: Engine.PoolRequest
    /// Counts visits at gates, so that a late word of one is not taken for another's.
    var gateVisit = 0
    /// The request has been handed to a connection of the present backend.
    var isHandedOver = false
    var upstream: UpstreamConnection?
    var isConnecting = false
    /// Counts attempts, so that a late answer of an abandoned one is not taken for the present one's.
    var attempt = 0

    /// How the prompt was made to fit, and what is changed for it.
    var fitting: PromptFitting?
    var contextChange = ContextChange()
    /// The prompt has passed the threshold of warning.
    var longPrompt: String?
    var notices = Notices()
    /// What makes it begin as the turns before it did.
    var stability = ContextChange()
    /// What the monitor knows of the changes.
    var toldEdits = PromptEdits()
    /// What the backend is asked for.
    var ask: StreamPlan?

    var translator: ResponseTranslator?
    /// What the translator wrote since the last flush; used again and again.
    var output: [UInt8] = []
    var responseFields: [HeaderForwarding.Field] = []
    /// The translated answer is one body, sent when it is complete.
    var isHeld = false
    /// An error of the backend that may be a refusal of streaming.
    var heldHead: HTTPResponseHead?
    var heldBody = ByteBuffer()
    var status = 0
    var bytesOut = 0
    /// The translator has been told the backend's head.
    var hasBegun = false
    /// The client gets the backend's bytes as they are.
    var isUntouched = false
    /// An untouched event stream, which may be ended by an event of ours.
    var isRawEventStream = false
    /// Undoes a coding of the answer that is read.
    var decoder: BodyDecoder?
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
    /// The answer has been sent to its end.
    var isAnswered = false

    var isRegistered = false
    var isAtGate = false
    var isSent = false
    var hasFirstToken = false
    var lastProgress = Moment(nanoseconds: 0)
    /// Something has happened since, of which the loop will remind us.
    var hasUntold = false
    var isReminded = false
    /// Where the request was last said to stand in the queue, and when that was.
    var lastPlace: (place: QueuePlace, at: Moment)?
    var prefill: PrefillProgress?
    var meter = PaceMeter()
    var wire = WireRecorder()

    init(client: ClientConnection, request: ClientRequest, body: [UInt8]?) {
        self.client = client
        self.request = request
        shared = client.shared
        configuration = client.shared.engine.configuration
        resend = client.shared.engine.takeResend(request.requestID)
        id = resend?.id ?? client.shared.engine.nextID()
        received = body ?? []
        if let body {
            self.body = .whole(ByteBuffer(bytes: body))
        } else {
            self.body = .arriving(pending: [], isComplete: false, isForwarding: false)
        }
        (chat, startError) = Self.read(request, body, configuration.streamMode)
        poolRequest = Self.poolRequest(id, request, body, chat, engine: client.shared.engine)
        machine = ExchangeMachine(
            timing: Self.timing(configuration), wantsHeartbeats: chat?.wantsStream ?? false,
            at: request.receivedAt)
    }

    /// Where nothing is to be touched, what cannot be read is the backend's business.
    private static func read(
        _ request: ClientRequest, _ body: [UInt8]?, _ mode: StreamMode
    ) -> (ChatRequest?, ProxyError?) {
        guard request.route == .chat, let body else { return (nil, nil) }
        do {
            return (try ChatRequest(body: body), nil)
        } catch {
            return (nil, mode == .passthrough ? nil : error)
        }
    }

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

    var backend: Backend { shared.engine.backends[backendIndex] }
    var now: Moment { ClientConnection.now }

    // MARK: Start and end

    func start() {
        report(.received(receivedFacts))
        if let startError { return fail(startError) }
        if shared.engine.isDraining, request.route != .other { return fail(.shuttingDown) }
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        shared.engine.register(
            id,
            Engine.Listener(
                cancel: { reason in bound.eventLoop.execute { bound.value.cancel(reason) } },
                reconsider: { bound.eventLoop.execute { bound.value.reconsider() } }))
        isRegistered = true
        if asksForModels { return answerModels() }
        if !isNewSession, join() { return }
        askBackend()
    }

    func askBackend() {
        switch shared.engine.choose(poolRequest, at: now) {
        case .backend(let index, let isAtHome): (backendIndex, self.isAtHome) = (index, isAtHome)
        case .refused(let error): return fail(error)
        }
        if isNewSession { return answerNewSession() }
        stabilize()
        fitContext()
        armTimer()
    }

    /// Gives back what the request held. Called exactly once, by whichever end comes first.
    func release() {
        machine.ended()
        timer?.cancel()
        timer = nil
        if let upstream {
            self.upstream = nil
            upstream.cancel()
        }
        attempt += 1
        if isRegistered {
            shared.engine.unregister(id)
            shared.engine.noteEnd(id, at: backendIndex, now)
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

    /// An operator or the end of the process cancels the request: the client gets an error and a proper end.
    func cancel(_ reason: CancelReason) {
        guard machine.phase != .ended else { return }
        let error: ProxyError = reason == .shutdown ? .shuttingDown : .cancelledByOperator
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

    // MARK: The client's body

    /// More of a body that is passed on as it comes.
    func clientBody(_ bytes: ByteBuffer) {
        guard case .arriving(var pending, let isComplete, let isForwarding) = body else { return }
        if isForwarding, let upstream {
            upstream.sendBody(bytes)
            if !upstream.isWritable { client.pauseReading() }
        } else {
            pending.append(bytes)
            body = .arriving(pending: pending, isComplete: isComplete, isForwarding: isForwarding)
            client.pauseReading()
        }
    }

    func clientEnd() {
        guard case .arriving(let pending, _, let isForwarding) = body else { return }
        body = .arriving(pending: pending, isComplete: true, isForwarding: isForwarding)
        if isForwarding { upstream?.sendEnd() }
    }

    func upstreamWritable(_ isWritable: Bool) {
        if isWritable { client.resumeReading() } else { client.pauseReading() }
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
