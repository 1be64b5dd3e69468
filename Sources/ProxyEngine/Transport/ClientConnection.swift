import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// One client's connection: reads its requests one after the other and writes the answers.
///
/// What a request means is decided by ``Exchange`` (forwarded) or ``OwnAnswer`` (answered here); this type only knows
/// whose turn it is. See `ClientConnection+Intake.swift` for the way in.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the connection reads.
    enum Intake {
        /// Between requests.
        case idle
        /// A body that is needed whole.
        case collecting(ClientRequest, body: [UInt8])
        /// A body that goes on to the backend as it comes.
        case streaming
        /// The request has been read; it is being answered. What comes now belongs to the next one.
        case complete
        /// The answer is out, the rest of the request is thrown away.
        case lingering
    }

    let shared: LoopContext
    var context: ChannelHandlerContext?
    var intake = Intake.idle
    /// Parts of the next request, which came before this one was answered.
    var backlog: [HTTPServerRequestPart] = []
    /// The request is read beside the loop.
    var isBeingRead = false
    var exchange: Exchange?
    var ownAnswer: OwnAnswer?
    /// Of the body that is collected.
    var coding: ContentCoding?
    /// Turns the answer into what the client speaks; `nil`: it speaks chat completions, or gets what the backend sends.
    var edge: AnswerEdge?
    /// Bytes of the running request's body so far.
    var bodyBytes = 0
    private(set) var address = ""

    private var writer = ResponseWriter(allocator: ByteBufferAllocator())
    private var isHead = false
    private(set) var isOldClient = false
    var keepsAlive = false
    private var isReadingPaused = false
    private var hasPendingRead = false
    /// The next request waits until the client has taken more of the answers before it.
    private var awaitsRoom = false
    private(set) var isHeadSent = false

    /// Since when the next request is waited for; `nil`: it is not.
    var waitingSince: Moment?
    /// How the running request's body comes; `nil`: there is none, or no more of it.
    var bodyPace: BodyPace?
    var hasServed = false
    var clientTimer: Scheduled<Void>?
    var clientTimerDue = Moment(nanoseconds: .max)
    /// The memory that what was read takes.
    var charge: MemoryCharge?
    /// And what waits for the client, where it takes too little.
    var waitingCharge: MemoryCharge?
    /// And what the edge holds back of the answer.
    var turnedCharge: MemoryCharge?
    /// There were as many connections as may be before this one.
    private var isSurplus = false
    /// Whether the client takes what it is sent; see `ClientConnection+Taking.swift`.
    var writeWatch = WriteWatch()
    var isLookDue = false

    private let boundary: RequestBoundary
    let speaksTLS: Bool
    /// What the present request's answer tells the browser that asked.
    var browserFields: [HeaderForwarding.Field] = []

    init(shared: LoopContext, boundary: RequestBoundary, speaksTLS: Bool = false) {
        self.shared = shared
        self.boundary = boundary
        self.speaksTLS = speaksTLS
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Answers

    /// Prepares for the answer to `head`.
    func beginRequest(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isOldClient = head.version != .http1_1
        // Behind an offer of another protocol the parser reads nothing more, although nobody has taken it up.
        keepsAlive = head.isKeepAlive && !head.headers.contains(name: "upgrade")
        isHeadSent = false
        edge = nil
        bodyBytes = 0
        coding = nil
        browserFields = []
    }

    func sendContinue() {
        writer.interim100()
        flush()
    }

    func sendHead(status: Int, fields: [HeaderForwarding.Field], length: ResponseWriter.BodyLength) {
        guard edge != nil else { return writeHead(status: status, fields: fields, length: length) }
        guard let head = edge?.begin(AnswerEdge.Head(status: status, fields: fields)) else { return }
        writeHead(status: head.status, fields: head.fields, length: .unknown)
    }

    private func writeHead(status: Int, fields: [HeaderForwarding.Field], length: ResponseWriter.BodyLength) {
        isHeadSent = true
        lookLater()
        if shared.engine.isLeaving { keepsAlive = false }
        if case .complete = intake {} else { keepsAlive = false }
        var length = length
        if isHead || status == 204 || status == 304 {
            if case .known(let count) = length { length = .none(declared: status == 204 ? nil : count) }
            if case .unknown = length { length = .none(declared: nil) }
        }
        writer.head(
            status: status, fields: browserFields.isEmpty ? fields : fields + browserFields, length: length,
            isOldClient: isOldClient, keepsAlive: keepsAlive)
        if writer.framing == .untilClose { keepsAlive = false }
    }

    func sendBody(_ bytes: UnsafeRawBufferPointer) {
        guard edge != nil else { return writer.body(bytes) }
        edge?.receive(bytes)
        sendTurned()
        enterTurned()
    }

    /// Sends what the edge has made of the answer.
    private func sendTurned() {
        edge?.output.withUnsafeBytes { writer.body($0) }
        edge?.output.removeAll(keepingCapacity: true)
    }

    private func endTurned() {
        guard edge != nil else { return }
        if let head = edge?.finish() {
            writeHead(status: head.status, fields: head.fields, length: .known(edge?.output.count ?? 0))
        }
        sendTurned()
        edge = nil
        turnedCharge = nil
    }

    /// Hands what has been written to the channel.
    func flush() {
        guard let context, writer.buffer.readableBytes > 0 else { return }
        writeWatch.handOver(writer.buffer.readableBytes)
        context.writeAndFlush(wrapOutboundOut(writer.buffer), promise: nil)
        writer.clear()
        if !isWritable { enterWaiting() }
    }

    /// Ends the answer. The next request may follow.
    func endAnswer() {
        exchange = nil
        ownAnswer = nil
        endTurned()
        let isWhole = writer.end()
        flush()
        guard isWhole else { return abort() }
        switch intake {
        case .complete where keepsAlive && !shared.engine.isDraining:
            if isWritable { nextRequest() } else { awaitsRoom = true }
        case .complete: closeAfterFlush(.all)
        case .collecting, .streaming, .idle: linger()
        case .lingering: return
        }
    }

    /// Closes when everything that was written has left; closing at once would drop it.
    func closeAfterFlush(_ mode: CloseMode) {
        guard let context else { return }
        let isolated = context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated()
        isolated.whenComplete { [weak self] _ in self?.context?.close(mode: mode, promise: nil) }
    }

    /// Cuts the connection, so that the client notices that its answer is not whole.
    func abort() {
        exchange = nil
        ownAnswer = nil
        context?.close(promise: nil)
    }

    func answer(_ error: ProxyError, request: ClientRequest?) {
        var fields = error.fields
        if let request { fields.append(("X-Request-Id", request.requestID)) }
        if request?.route == .chat { fields.append(("X-Llama-Stream-Top", "error=\(error.code)")) }
        // The edge reads the proxy's own words.
        let wire = edge == nil ? request?.wire ?? .chat : .chat
        answer(status: error.status, fields: fields, body: error.body(for: wire, requestID: request?.requestID))
    }

    func answer(status: Int, fields: [HeaderForwarding.Field], body: [UInt8]) {
        sendHead(status: status, fields: fields, length: .known(body.count))
        body.withUnsafeBytes { sendBody($0) }
        endAnswer()
    }

    private func nextRequest() {
        intake = .idle
        hasServed = true
        wait()
        if !backlog.isEmpty {
            let parts = backlog
            backlog = []
            for part in parts { receive(part) }
        }
        if backlog.isEmpty { resumeReading() }
    }

    /// Reads on for a while after an early answer: closing with unread data would reset the connection, and the client
    /// would lose the answer.
    private func linger() {
        guard let context else { return }
        intake = .lingering
        resumeReading()
        closeAfterFlush(.output)
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        address = context.remoteAddress.map { $0.ipAddress ?? "unix" } ?? "unknown"
        isSurplus = !shared.add(self)
        if shared.engine.isDraining { context.close(promise: nil) }
        wait()
    }

    /// The only word of the end where the connection was closed before it became active.
    func handlerRemoved(context: ChannelHandlerContext) {
        shared.remove(self)
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if isSurplus { refuseSurplus() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let (exchange, ownAnswer) = (exchange, ownAnswer)
        (self.exchange, self.ownAnswer) = (nil, nil)
        stopWaiting()
        (charge, waitingCharge, turnedCharge) = (nil, nil, nil)
        shared.remove(self)
        exchange?.clientGone()
        ownAnswer?.clientGone()
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError || error is NIOHTTPDecoderError || error is ProtocolFault {
            protocolError(error)
        } else if case ByteToMessageDecoderError.dataReceivedInErrorState = error {
            // More of what could not be read. What is being answered is answered.
            return
        } else {
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch part {
        case .head(let head): boundary.begin(RequestFraming(head.headers))
        case .body: break
        case .end: boundary.end()
        }
        receive(part)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { clientFinished() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        enterWaiting()
        exchange?.clientWritable(context.channel.isWritable)
        if awaitsRoom, context.channel.isWritable {
            awaitsRoom = false
            nextRequest()
        }
    }

    /// Closes now if nothing runs; otherwise the connection is not kept after the running answer.
    func drain() {
        if exchange == nil && ownAnswer == nil, case .idle = intake { context?.close(promise: nil) }
        ownAnswer?.shutdown()
    }

    /// Nothing runs on it, and something did before.
    var isKeptIdle: Bool {
        guard exchange == nil, ownAnswer == nil, hasServed, case .idle = intake else { return false }
        return true
    }

    func endRunning(_ reason: CancelReason) {
        keepsAlive = false
        if let exchange { exchange.cancel(reason) } else { context?.close(promise: nil) }
    }

    // MARK: Reading

    func pauseReading() {
        isReadingPaused = true
        bodyPace?.hold(true, at: shared.now)
    }

    func resumeReading() {
        if isReadingPaused, bodyPace != nil {
            bodyPace?.hold(false, at: shared.now)
            armTimer()
        }
        isReadingPaused = false
        if hasPendingRead {
            hasPendingRead = false
            context?.read()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isReadingPaused { hasPendingRead = true } else { context.read() }
    }
}
