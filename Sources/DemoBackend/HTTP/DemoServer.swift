package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The demo model as an HTTP server on a free port of this machine. Speaks as much of llama-server's language as a proxy needs.
package final class DemoServer: Sendable {
    private let channel: any Channel

    private init(channel: any Channel) { self.channel = channel }

    /// Starts it; served until ``close()``.
    package static func start(on group: any EventLoopGroup, settings: DemoSettings) async throws -> DemoServer {
        let model = SharedDemoModel(DemoModel(settings: settings))
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(DemoHandler(model: model))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return DemoServer(channel: channel)
    }

    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Where the proxy finds it.
    package var url: String { "http://127.0.0.1:\(port)" }

    package func close() async throws { try await channel.close() }
}

/// The model as all connections share it.
final class SharedDemoModel: Sendable {
    private let model: Mutex<DemoModel>

    init(_ model: DemoModel) { self.model = Mutex(model) }

    func withModel<Result: Sendable>(_ body: (inout DemoModel) -> Result) -> Result {
        model.withLock { body(&$0) }
    }
}
