import NIOCore
import NIOHTTP1
import NIOPosix

/// What the benchmark's backend says: one delta for each tick, as llama-server writes them.
enum ScriptedStream: String, CaseIterable {
    /// Prose.
    case text
    /// A sentence, then one long Hermes tool call, its markup in small pieces.
    case hermes

    /// The deltas of one answer.
    func deltas(count: Int) -> [String] {
        let body = max(count - 6, 1)
        switch self {
        case .text:
            return (0..<count).map { "word \($0 % 10) and " }
        case .hermes:
            let argument = (0..<body).map { "piece \($0 % 10) of it " }
            return [
                "I write it.", "\n<tool", "_call>\n{\"name\": \"write_",
                "file\", \"arguments\": {\"path\": \"a\", \"content\": \"",
            ]
                + argument + ["\"}}", "\n</tool_call>"]
        }
    }

    static func event(_ text: String) -> String {
        let escaped = text.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return """
            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"\(escaped)"}}],"created":1763683200,\
            "id":"chatcmpl-b6Qk0Wc2rJm1yN3t","model":"bench","system_fingerprint":"b1-bench","object":"chat.completion.chunk"}\n\n
            """
    }

    static let end = """
        data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1763683200,\
        "id":"chatcmpl-b6Qk0Wc2rJm1yN3t","model":"bench","object":"chat.completion.chunk"}\n\ndata: [DONE]\n\n
        """
}

/// A backend that streams one script to every request, a delta each `interval`.
final class ScriptedBackend: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let events: [ByteBuffer]
    private let end: ByteBuffer
    private let interval: TimeAmount

    init(script: ScriptedStream, deltas: Int, interval: TimeAmount) {
        events = script.deltas(count: deltas).map { ByteBuffer(string: ScriptedStream.event($0)) }
        end = ByteBuffer(string: ScriptedStream.end)
        self.interval = interval
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Type": "text/event-stream"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        send(0, context: context)
    }

    private func send(_ index: Int, context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard index < events.count else {
            context.write(wrapOutboundOut(.body(.byteBuffer(end))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(events[index]))), promise: nil)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: interval) {
            let (handler, context) = bound.value
            handler.send(index + 1, context: context)
        }
    }

    static func start(
        on group: any EventLoopGroup, script: ScriptedStream, deltas: Int, interval: TimeAmount
    ) throws -> any Channel {
        try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptedBackend(script: script, deltas: deltas, interval: interval))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
    }
}
