import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A client of our own listener: what it sends goes the way of every request. Reads the answer, and keeps nothing of it.
struct OwnClient: Sendable {
    private static let connectTimeout = TimeAmount.seconds(5)

    private let address: SocketAddress
    private let loop: any EventLoop
    /// `nil`: plain HTTP. It is ourselves whom we reach: nobody has to vouch for that.
    private let tls: NIOSSLContext?

    /// `listening`: where the proxy listens. `nil`: that is no address one can connect to.
    init?(listening: SocketAddress?, speaksTLS: Bool, loop: any EventLoop) {
        guard let listening else { return nil }
        if speaksTLS {
            guard let context = try? TLSSettings.context(.none) else { return nil }
            tls = context
        } else {
            tls = nil
        }
        if let path = listening.pathname, !path.isEmpty {
            (address, self.loop) = (listening, loop)
            return
        }
        guard let host = listening.ipAddress, let port = listening.port else { return nil }
        // Who listens on all addresses listens on this one too.
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        guard let address = try? SocketAddress(ipAddress: own, port: port) else { return nil }
        self.address = address
        self.loop = loop
    }

    /// Returns when the request is on its way.
    func send(_ target: String, fields: [HeaderForwarding.Field], body: [UInt8]) async throws {
        let channel = try await ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                    try channel.pipeline.syncOperations.addHandler(AnswerReader())
                }
            }
            .connect(to: address).get()
        let bytes = ByteBuffer(bytes: body)
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: target)
        head.headers = HTTPHeaders(fields.map { ($0.name, $0.value) })
        head.headers.add(name: "Host", value: "localhost")
        head.headers.add(name: "Connection", value: "close")
        head.headers.add(name: "Content-Length", value: String(bytes.readableBytes))
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(bytes)), promise: nil)
        try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
    }
}

/// Reads an answer to its end.
private final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
