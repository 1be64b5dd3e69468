import Logging
import Monitoring
import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import ProxyEngine

/// A client's connection without a socket, on a loop whose clock a test turns by hand. For one thread.
final class ClientHarness {
    private let loop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel
    private let shared: LoopContext
    let census = ConnectionCensus()
    private(set) var output = ""

    init(_ change: (inout EngineConfiguration) -> Void = { _ in }) throws {
        var configuration = RunningProxy.configuration([RunningProxy.unreachable])
        change(&configuration)
        let hub = MonitorHub(
            state: MonitorState(settings: LiveSettings(chunkSize: 50, maxConcurrent: 3, streamMode: "auto")))
        let engine = try Engine(
            configuration: configuration, publisher: EventPublisher { _ in }, hub: hub, logger: Logger(label: "test"))
        let caller = BackendCaller(
            backends: engine.backends, connectTimeoutSeconds: 1, timeoutSeconds: 1, loop: loop)
        let operations = Operations(
            engine: engine, version: "0", caller: caller, reload: { .refused("there is nothing to read") })
        shared = LoopContext(loop: loop, operations: operations, census: census)
        channel = EmbeddedChannel(loop: loop)
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
        let boundary = RequestBoundary()
        try channel.pipeline.syncOperations.addHandlers(
            boundary, ByteToMessageHandler(decoder), ClientConnection(shared: shared, boundary: boundary))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
        collect()
    }

    func pass(seconds: Double) {
        loop.advanceTime(by: .nanoseconds(Int64(seconds * 1e9)))
        collect()
    }

    var isOpen: Bool { channel.isActive }
    var heldBytes: Int { shared.engine.ledger.heldBytes }
    var statusLine: String { String(output.prefix { $0 != "\r\n" }) }

    private func collect() {
        while let bytes = try? channel.readOutbound(as: ByteBuffer.self) { output += String(buffer: bytes) }
    }
}
