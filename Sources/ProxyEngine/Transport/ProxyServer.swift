import NIOCore
import NIOHTTP1
import NIOPosix

/// Opens the listener.
enum ProxyServer {
    /// More than the 256 that NIO takes by default: five hundred clients at once must not wait for a second SYN.
    private static let backlog: Int32 = 2048

    static func listen(
        _ configuration: EngineConfiguration, group: MultiThreadedEventLoopGroup, loops: [NIOLoopBoundBox<LoopContext?>]
    ) async throws(ProxyStartError) -> any Channel {
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
            .childChannelOption(.maxMessagesPerRead, value: SocketSettings.readsInARow)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    SocketSettings.limitUnsentBytes(of: channel)
                    guard let shared = byLoop[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    let decoder = HTTPRequestDecoder(
                        leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
                        limitConfiguration: RequestCheck.limits)
                    try channel.pipeline.syncOperations.addHandlers(
                        ByteToMessageHandler(decoder), ClientConnection(shared: shared))
                }
            }
        do {
            return try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portTaken(host: configuration.host, port: configuration.port)
        } catch {
            throw .cannotListen(
                host: configuration.host, port: configuration.port, reason: ErrorText.reason(error))
        }
    }
}
