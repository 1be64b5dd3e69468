import NIOCore
import NIOPosix

/// A small question to a proxy on this machine.
enum LocalHTTP {
    struct Answer: Sendable {
        var status: Int
        var body: String
    }

    private static let patience = TimeAmount.seconds(2)

    /// `nil`: nobody answers there. `url`: `http://HOST:PORT`.
    static func get(_ url: String, _ path: String, key: String? = nil) async -> Answer? {
        guard let address = Self.address(url) else { return nil }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let collected = loop.makePromise(of: String.self)
        let deadline = loop.scheduleTask(in: patience) { collected.fail(ChannelError.connectTimeout(patience)) }
        defer { deadline.cancel() }
        let channel = try? await ClientBootstrap(group: loop).connectTimeout(patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(collected))
                }
            }
            .connect(host: address.host, port: address.port).get()
        guard let channel else {
            collected.fail(ChannelError.alreadyClosed)
            return nil
        }
        let authorization = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let request = "GET \(path) HTTP/1.1\r\nHost: \(address.host)\r\n\(authorization)Connection: close\r\n\r\n"
        try? await channel.writeAndFlush(ByteBuffer(string: request))
        let text = try? await collected.futureResult.get()
        try? await channel.close()
        return text.flatMap(read)
    }

    private static func address(_ url: String) -> (host: String, port: Int)? {
        guard let rest = url.split(separator: "://").last, let colon = rest.lastIndex(of: ":"),
            let port = Int(rest[rest.index(after: colon)...])
        else { return nil }
        return (String(rest[..<colon]), port)
    }

    private static func read(_ text: String) -> Answer? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let words = text[..<end.lowerBound].split(separator: " ", maxSplits: 2)
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        return Answer(status: status, body: String(text[end.upperBound...]))
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let promise: EventLoopPromise<String>
        private var text = ""

        init(_ promise: EventLoopPromise<String>) { self.promise = promise }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) { promise.succeed(text) }
    }
}

extension String {
    fileprivate func range(of other: String) -> Range<String.Index>? { firstRange(of: other) }
}
