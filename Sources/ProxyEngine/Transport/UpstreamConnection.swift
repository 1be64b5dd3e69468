import NIOCore
import NIOHTTP1
import NIOSSL

/// Who takes the answer of a backend. Lives on the connection's event loop.
protocol UpstreamReceiver: AnyObject {
    func upstreamHead(_ head: HTTPResponseHead)
    func upstreamBody(_ bytes: ByteBuffer)
    /// All that one read brought has been handed over.
    func upstreamReadComplete()
    /// The answer is complete. The connection is not the receiver's any more.
    func upstreamEnded()
    /// There will be no (more) answer. The connection is not the receiver's any more.
    func upstreamFailed(_ problem: UpstreamProblem)
    /// Whether the connection takes more of the request's body now.
    func upstreamWritable(_ isWritable: Bool)
}

/// One connection to a backend, used for one request after the other.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private var context: ChannelHandlerContext?
    private weak var pool: UpstreamPool?
    private var receiver: (any UpstreamReceiver)?
    private var isReused = false
    private var hasAnswered = false
    private var isRequestSent = false
    private var isKeptAlive = false
    private var isReadingPaused = false
    private var hasPendingRead = false
    /// Since when it is idle.
    private(set) var idleSince = NIODeadline.uptimeNanoseconds(0)

    init(pool: UpstreamPool) { self.pool = pool }

    var isActive: Bool { context?.channel.isActive ?? false }
    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Requests

    /// Takes the connection for one request.
    func begin(_ receiver: any UpstreamReceiver, isReused: Bool) {
        self.receiver = receiver
        self.isReused = isReused
        hasAnswered = false
        isRequestSent = false
        isKeptAlive = false
        resumeReading()
    }

    func send(_ head: HTTPRequestHead, body: ByteBuffer?) {
        guard let context else { return }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body, body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    }

    func sendBody(_ bytes: ByteBuffer) {
        context?.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }

    func sendEnd() {
        isRequestSent = true
        context?.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func flush() { context?.flush() }

    /// Ends the request by closing the connection; the receiver hears nothing more.
    func cancel() {
        receiver = nil
        context?.close(promise: nil)
    }

    // MARK: Back-pressure

    /// Stops reading, so that a slow client slows down the backend and not this process's memory.
    func pauseReading() { isReadingPaused = true }

    func resumeReading() {
        isReadingPaused = false
        if hasPendingRead {
            hasPendingRead = false
            context?.read()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isReadingPaused { hasPendingRead = true } else { context.read() }
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let receiver else {
            // An answer that nobody asked for: nothing good can follow on this connection.
            context.close(promise: nil)
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            hasAnswered = true
            if let problem = ResponseCheck.problem(with: head) {
                fail(.malformed(problem))
                context.close(promise: nil)
                return
            }
            isKeptAlive = ResponseCheck.keepsAlive(head)
            receiver.upstreamHead(head)
        case .body(let bytes): receiver.upstreamBody(bytes)
        case .end:
            self.receiver = nil
            if isKeptAlive && isRequestSent && context.channel.isActive, let pool {
                isReadingPaused = false
                idleSince = .now()
                pool.park(self)
            } else {
                context.close(promise: nil)
            }
            receiver.upstreamEnded()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { receiver?.upstreamReadComplete() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        receiver?.upstreamWritable(context.channel.isWritable)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool?.forget(self)
        fail(.brokeOff("the connection was closed", isStale: isReused && !hasAnswered))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isStale = isReused && !hasAnswered
        switch error {
        case HTTPParserError.invalidEOFState:
            fail(.brokeOff("the connection was closed", isStale: isStale))
        case is HTTPParserError, is NIOHTTPDecoderError:
            fail(.malformed(ErrorText.parserReason(error)))
        case is ProtocolFault: fail(.malformed("it speaks another protocol"))
        case is RequestWriter.Fault:
            fail(.brokeOff("the request cannot be framed (\(error))", isStale: false))
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            let reason = ErrorText.tlsReason(error)
            fail(hasAnswered ? .brokeOff(reason, isStale: false) : .tls(reason))
        case let missed as HandshakeDeadline.Missed:
            fail(.tls("no TLS handshake within \(ErrorText.seconds(missed.limit)); does it speak plain HTTP?"))
        default:
            fail(.brokeOff(ErrorText.reason(error), isStale: isStale))
        }
        context.close(promise: nil)
    }

    private func fail(_ problem: UpstreamProblem) {
        guard let receiver else { return }
        self.receiver = nil
        receiver.upstreamFailed(problem)
    }
}
