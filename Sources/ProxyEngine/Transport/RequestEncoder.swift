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
    private var writer = RequestWriter()
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
                var bytes = context.channel.allocator.buffer(capacity: 1024)
                try writer.head(head, into: &bytes)
                context.write(wrapOutboundOut(bytes), promise: promise)
            case .body(.byteBuffer(let body)): try write(body, context, promise)
            case .body(.fileRegion): throw RequestWriter.Fault.order
            case .end:
                var bytes = ByteBuffer()
                try writer.end(into: &bytes)
                context.write(wrapOutboundOut(bytes), promise: promise)
            }
        } catch {
            promise?.fail(error)
            context.fireErrorCaught(error)
        }
    }

    /// The body's own bytes are not copied.
    private func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) throws
    {
        var (before, behind) = (ByteBuffer(), ByteBuffer())
        try writer.beginPiece(body.readableBytes, into: &before)
        writer.endPiece(body.readableBytes, into: &behind)
        if before.readableBytes > 0 { context.write(wrapOutboundOut(before), promise: nil) }
        guard behind.readableBytes > 0 else { return context.write(wrapOutboundOut(body), promise: promise) }
        context.write(wrapOutboundOut(body), promise: nil)
        context.write(wrapOutboundOut(behind), promise: promise)
    }
}
