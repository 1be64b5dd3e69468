import NIOCore
import NIOHTTP1

/// The last handler before a backend's socket: requests become bytes by a ``RequestWriter``. Where a request cannot be framed
/// the connection is closed, whatever had been asked for before. The answer has to begin as HTTP does: llhttp takes RTSP and
/// ICE as well.
final class RequestEncoder: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    private static let protocolName = Array("HTTP/".utf8)
    /// A body that is so short is cheaper to copy than to hand to the system by itself.
    private static let copiedBytes = 8 << 10
    private var writer = RequestWriter()
    /// A head, and what follows it, until the request has ended or is flushed.
    private var gathered = ByteBuffer()
    /// So much of it the answer has begun with.
    private var matched = protocolName.count

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if matched < Self.protocolName.count {
            for byte in unwrapInboundIn(data).readableBytesView where matched > 0 || byte != 0x0D && byte != 0x0A {
                guard matched < Self.protocolName.count else { break }
                guard byte == Self.protocolName[matched] else {
                    return context.fireErrorCaught(ProtocolFault.otherProtocol)
                }
                matched += 1
            }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        do {
            switch unwrapOutboundIn(data) {
            case .head(let head):
                matched = 0
                gathered.clear(minimumCapacity: 1024)
                try writer.head(head, into: &gathered)
                if promise != nil { release(context, promise) }
            case .body(.byteBuffer(let body)): try write(body, context, promise)
            case .body(.fileRegion): throw RequestWriter.Fault.order
            case .end:
                try writer.end(into: &gathered)
                release(context, promise)
            }
        } catch {
            promise?.fail(error)
            context.fireErrorCaught(error)
        }
    }

    func flush(context: ChannelHandlerContext) {
        release(context, nil)
        context.flush()
    }

    /// Hands on what was gathered.
    private func release(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard gathered.readableBytes > 0 || promise != nil else { return }
        context.write(wrapOutboundOut(gathered), promise: promise)
        gathered = ByteBuffer()
    }

    /// The bytes of a longer body are not copied.
    private func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) throws
    {
        try writer.beginPiece(body.readableBytes, into: &gathered)
        if body.readableBytes <= Self.copiedBytes {
            gathered.writeImmutableBuffer(body)
        } else {
            release(context, nil)
            context.write(wrapOutboundOut(body), promise: nil)
        }
        writer.endPiece(body.readableBytes, into: &gathered)
        if promise != nil { release(context, promise) }
    }
}
