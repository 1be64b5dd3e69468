import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The open listener.
struct ProxyServer: Sendable {
    /// More than the 256 that NIO takes by default: five hundred clients at once must not wait for a second SYN.
    private static let backlog: Int32 = 2048

    let address: ListeningAddress
    /// Where a client of our own connects to.
    var localAddress: SocketAddress? { channel.localAddress }
    private let channel: any Channel
    private let socket: UnixSocketFile?

    /// Takes no more connections.
    func close() async {
        try? await channel.close()
        socket?.remove()
    }

    /// - Parameter identity: for TLS; `nil`: plain HTTP.
    static func listen(
        _ configuration: EngineConfiguration, identity: TLSIdentity?, group: MultiThreadedEventLoopGroup,
        loops: [NIOLoopBoundBox<LoopContext?>]
    ) async throws(ProxyStartError) -> ProxyServer {
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptPause { byLoop[ObjectIdentifier(channel.eventLoop)]?.value?.descriptorsAreGone() })
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: SocketSettings.readsInARow)
            .childChannelOption(.writeBufferWaterMark, value: SocketSettings.waitingBytes)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    SocketSettings.limitUnsentBytes(of: channel)
                    SocketSettings.askWhetherAlive(channel)
                    guard let shared = byLoop[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    try configure(channel, shared, identity)
                }
            }
        if let path = UnixSocketPath.path(of: configuration.host) {
            return try await listen(bootstrap, path: path, configuration, isTLS: identity != nil, group)
        }
        let (host, port) = (configuration.host, configuration.port)
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            let place = ListeningAddress.Place.tcp(host: host, port: channel.localAddress?.port ?? port)
            return ProxyServer(
                address: ListeningAddress(place, isTLS: identity != nil), channel: channel, socket: nil)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portTaken(host: host, port: port)
        } catch {
            throw .cannotListen(host: host, port: port, reason: ErrorText.reason(error))
        }
    }

    private static func listen(
        _ bootstrap: ServerBootstrap, path: String, _ configuration: EngineConfiguration, isTLS: Bool,
        _ group: any EventLoopGroup
    ) async throws(ProxyStartError) -> ProxyServer {
        do {
            try await UnixSocketFile.prepare(path, group: group)
        } catch {
            switch error {
            case .taken: throw .socketTaken(path: path)
            case .noSocket: throw .noSocket(path: path)
            }
        }
        // Until it has its mode nobody else may use it.
        let mask = umask(0o177)
        defer { _ = umask(mask) }
        do {
            let channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
            let socket = UnixSocketFile(opened: path, mode: configuration.socketMode)
            return ProxyServer(
                address: ListeningAddress(.socket(path: path), isTLS: isTLS), channel: channel, socket: socket)
        } catch {
            throw .cannotOpenSocket(path: path, reason: ErrorText.reason(error))
        }
    }

    private static func configure(_ channel: any Channel, _ shared: LoopContext, _ identity: TLSIdentity?) throws {
        let pipeline = channel.pipeline.syncOperations
        if let identity {
            let seconds = shared.engine.configuration.clientTimeoutSeconds
            let limit = TimeAmount.nanoseconds(Int64(clamping: Moment.nanoseconds(inSeconds: seconds)))
            try pipeline.addHandlers(identity.handler, HandshakeDeadline(limit: limit))
        }
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
            limitConfiguration: RequestCheck.limits)
        let boundary = RequestBoundary()
        try pipeline.addHandlers(
            boundary, ByteToMessageHandler(decoder),
            ClientConnection(shared: shared, boundary: boundary, speaksTLS: identity != nil))
    }
}
