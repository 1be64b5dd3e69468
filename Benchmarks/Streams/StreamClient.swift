import NIOCore
import NIOPosix

/// One streaming request; counts what comes and says whether the stream ended as it should.
final class StreamClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let wire: BenchmarkWire
    private var tail: [UInt8] = []
    private var sawCalls = false
    private var sawEnd = false
    private let done: EventLoopPromise<Result>

    struct Result: Sendable {
        var isComplete: Bool
        var hasCalls: Bool
    }

    private init(wire: BenchmarkWire, done: EventLoopPromise<Result>) {
        self.wire = wire
        self.done = done
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        tail.append(contentsOf: buffer.readableBytesView)
        sawCalls = sawCalls || tail.firstRange(of: wire.callMark) != nil
        sawEnd = sawEnd || tail.firstRange(of: wire.endMark) != nil
        // The last chunk: the answer is over, whatever it says.
        if tail.suffix(5).elementsEqual("0\r\n\r\n".utf8) {
            done.succeed(Result(isComplete: sawEnd, hasCalls: sawCalls))
            context.close(promise: nil)
        } else if tail.count > 64 {
            tail.removeFirst(tail.count - 64)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.succeed(Result(isComplete: false, hasCalls: sawCalls))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Starts a request to `port`; the future never fails.
    static func start(_ wire: BenchmarkWire, on group: any EventLoopGroup, port: Int) -> EventLoopFuture<Result> {
        let loop = group.next()
        let done = loop.makePromise(of: Result.self)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamClient(wire: wire, done: done))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenComplete { connected in
                switch connected {
                case .success(let channel): channel.writeAndFlush(ByteBuffer(string: wire.request), promise: nil)
                case .failure: done.succeed(Result(isComplete: false, hasCalls: false))
                }
            }
        return done.futureResult
    }
}
