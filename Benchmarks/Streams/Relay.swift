import NIOCore
import NIOPosix

/// The least a proxy in this language can do: passes bytes on and reads nothing. What a figure is compared with.
final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let peer: any Channel

    init(peer: any Channel) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        peer.write(unwrapInboundIn(data), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { peer.flush() }

    func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Listens on a free port, prints it as the first line and relays to `target` until it is killed.
    static func run(target: Int) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { client in
                // The client's channel reads nothing before this future is done.
                let upstream = ClientBootstrap(group: client.eventLoop)
                    .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .connect(host: "127.0.0.1", port: target)
                return upstream.flatMapThrowing { upstream in
                    try upstream.pipeline.syncOperations.addHandler(Relay(peer: client))
                    try client.pipeline.syncOperations.addHandler(Relay(peer: upstream))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        report("listening on http://127.0.0.1:\(server.localAddress?.port ?? 0)")
        try server.closeFuture.wait()
    }
}
