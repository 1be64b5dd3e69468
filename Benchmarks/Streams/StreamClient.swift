import NIOCore
import NIOPosix

/// One streaming request; counts what comes and says whether the stream ended as it should.
final class StreamClient: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var tail: [UInt8] = []
    private var sawCalls = false
    private let done: EventLoopPromise<Result>

    struct Result: Sendable {
        var isComplete: Bool
        var hasCalls: Bool
    }

    private init(done: EventLoopPromise<Result>) { self.done = done }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        tail.append(contentsOf: buffer.readableBytesView)
        sawCalls = sawCalls || tail.firstRange(of: Array("\"finish_reason\":\"tool_calls\"".utf8)) != nil
        if tail.firstRange(of: Array("data: [DONE]".utf8)) != nil {
            done.succeed(Result(isComplete: true, hasCalls: sawCalls))
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

    static let request: String = {
        let body = """
            {"model":"bench","stream":true,"messages":[{"role":"user","content":"go"}],"tools":[{"type":"function","function":\
            {"name":"write_file","parameters":{"type":"object","properties":{"path":{"type":"string"},"content":{"type":"string"}}}}}]}
            """
        return """
            POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
    }()

    /// Starts a request to `port`; the future never fails.
    static func start(on group: any EventLoopGroup, port: Int) -> EventLoopFuture<Result> {
        let loop = group.next()
        let done = loop.makePromise(of: Result.self)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamClient(done: done))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenComplete { connected in
                switch connected {
                case .success(let channel): channel.writeAndFlush(ByteBuffer(string: request), promise: nil)
                case .failure: done.succeed(Result(isComplete: false, hasCalls: false))
                }
            }
        return done.futureResult
    }
}
