import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The connections of one event loop to one backend. Not thread-safe: lives on its loop.
final class UpstreamPool {
    /// Connections kept for reuse. A local server serves few requests at a time; more would only hold sockets.
    private static let maximumIdle = 32
    /// Shorter than the keep-alive of common servers behind load balancers (60 s), so that ours ends first.
    static let maximumIdleTime = TimeAmount.seconds(50)

    let backend: Backend
    private let loop: any EventLoop
    private let connectTimeout: TimeAmount
    private var idle: [UpstreamConnection] = []
    private var isSweeping = false

    init(backend: Backend, loop: any EventLoop, connectTimeoutSeconds: Double) {
        self.backend = backend
        self.loop = loop
        connectTimeout = .nanoseconds(Int64(clamping: Moment.nanoseconds(inSeconds: connectTimeoutSeconds)))
    }

    /// An idle connection for `receiver`, if there is one.
    func takeIdle(for receiver: any UpstreamReceiver) -> UpstreamConnection? {
        while let connection = idle.popLast() {
            guard connection.isActive else { continue }
            connection.begin(receiver, isReused: true)
            return connection
        }
        return nil
    }

    /// Keeps `connection` for the next request.
    func park(_ connection: UpstreamConnection) {
        guard idle.count < Self.maximumIdle else {
            connection.cancel()
            return
        }
        idle.append(connection)
        sweepLater()
    }

    func forget(_ connection: UpstreamConnection) { idle.removeAll { $0 === connection } }

    func closeIdle() {
        for connection in idle { connection.cancel() }
        idle = []
    }

    /// Opens a connection. `done` is called on the loop; the connection is not taken yet.
    func connect(_ done: @escaping (Result<UpstreamConnection, UpstreamProblem>) -> Void) {
        let tls = backend.tls
        let host = backend.address.host
        let bound = NIOLoopBound(self, eventLoop: loop)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: SocketSettings.readsInARow)
            .channelOption(.recvAllocator, value: SocketSettings.answerBuffers)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel, tls: tls, host: host, pool: bound.value)
                }
            }
        let connected: EventLoopFuture<any Channel>
        if let path = backend.address.socketPath {
            connected = bootstrap.connect(unixDomainSocketPath: path)
        } else if let address = try? SocketAddress(ipAddress: host, port: backend.address.port) {
            connected = bootstrap.connect(to: address)
        } else {
            connected = bootstrap.connect(host: host, port: backend.address.port)
        }
        connected.assumeIsolated()
            .flatMapThrowing { try $0.pipeline.syncOperations.handler(type: UpstreamConnection.self) }
            .whenComplete { result in done(result.mapError { .unreachable(ErrorText.reason($0)) }) }
    }

    private static func configure(
        _ channel: any Channel, tls: NIOSSLContext?, host: String, pool: UpstreamPool
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            // Server Name Indication is for names; an address there is an error (RFC 6066, section 3).
            let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
            try pipeline.addHandlers(
                NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host),
                HandshakeDeadline(limit: pool.connectTimeout))
        }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 128 * 1024
        let decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
        try pipeline.addHandlers(
            RequestEncoder(), ByteToMessageHandler(decoder), UpstreamConnection(pool: pool))
    }

    private func sweepLater() {
        guard !isSweeping else { return }
        isSweeping = true
        loop.assumeIsolated().scheduleTask(in: Self.maximumIdleTime) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        isSweeping = false
        let now = NIODeadline.now()
        for connection in idle where Self.isOver(connection.idleSince, at: now) { connection.cancel() }
        idle.removeAll { Self.isOver($0.idleSince, at: now) }
        if !idle.isEmpty { sweepLater() }
    }

    /// Whether a connection that is idle since `idleSince` is to be closed.
    static func isOver(_ idleSince: NIODeadline, at now: NIODeadline) -> Bool { idleSince <= now - maximumIdleTime }
}
