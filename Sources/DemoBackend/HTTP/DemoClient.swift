import NIOCore
import NIOHTTP1
import NIOPosix

/// A minimal HTTP client for the scripted clients: one connection for each request, to this machine only.
struct DemoClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
    }

    let group: any EventLoopGroup
    let port: Int
    let apiKey: String?

    /// - Parameter leavesAfter: closes the connection once so many bytes of the body have come.
    func send(
        _ method: HTTPMethod, _ path: String, agent: String, body: String = "", leavesAfter: Int? = nil
    ) async throws -> Answer {
        var headers: HTTPHeaders = [
            "Host": "127.0.0.1:\(port)", "User-Agent": agent, "Content-Type": "application/json",
            "Content-Length": String(body.utf8.count), "Connection": "close",
        ]
        if let apiKey { headers.add(name: "Authorization", value: "Bearer \(apiKey)") }
        let request = DemoClientHandler.Request(
            head: HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers), body: body)
        let promise = group.next().makePromise(of: Answer.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: promise.futureResult.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(
                            DemoClientHandler(request, promise: promise, leavesAfter: leavesAfter))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            // Where the channel came to be, its handler has kept the promise already, and this does nothing.
            promise.fail(error)
            throw error
        }
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}

/// Asks as soon as there is a connection, before a server's patience ends, and gathers the response.
private final class DemoClientHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Request {
        var head: HTTPRequestHead
        var body: String
    }

    private struct BrokenOff: Error {}

    private let request: Request
    private let promise: EventLoopPromise<DemoClient.Answer>
    private let leavesAfter: Int?
    private var answer = DemoClient.Answer(status: 0, body: [])
    private var isDone = false

    init(_ request: Request, promise: EventLoopPromise<DemoClient.Answer>, leavesAfter: Int?) {
        self.request = request
        self.promise = promise
        self.leavesAfter = leavesAfter
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: request.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): answer.status = Int(head.status.code)
        case .body(var buffer):
            answer.body += buffer.readBytes(length: buffer.readableBytes) ?? []
            if let leavesAfter, answer.body.count > leavesAfter { end(.success(answer), context) }
        case .end: end(.success(answer), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(.failure(BrokenOff()), context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.failure(error), context) }

    private func end(_ result: Result<DemoClient.Answer, any Error>, _ context: ChannelHandlerContext) {
        if isDone { return }
        isDone = true
        promise.completeWith(result)
        context.close(promise: nil)
    }
}
