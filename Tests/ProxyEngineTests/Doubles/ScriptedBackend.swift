import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A backend that does exactly what a test tells it, byte by byte, on a real socket.
final class ScriptedBackend: Sendable {
    struct Request: Sendable {
        var head: String
        var body: [UInt8]
        /// 1 for the first connection that was accepted, and so on.
        var connection: Int
        var line: String { String(head.prefix { $0 != "\r\n" }) }
        var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
        var text: String { String(decoding: body, as: UTF8.self) }

        func field(_ name: String) -> String? { fields(name).first }

        func fields(_ name: String) -> [String] {
            head.split(separator: "\r\n").dropFirst().compactMap { line in
                guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else {
                    return nil
                }
                return String(line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
    }

    enum Step: Sendable {
        case send([UInt8])
        /// Goes on when ``ScriptedBackend/go()`` is called.
        case wait
        case close
        /// Ends the connection with RST.
        case reset
        /// Sends as fast as the other side takes it, until it is closed.
        case flood([UInt8])

        static func text(_ text: String) -> Step { .send(Array(text.utf8)) }
        static func chunk(_ text: String) -> Step {
            .text(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
        }
        static let lastChunk = Step.text("0\r\n\r\n")
        static let streamHead = Step.text(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")

        static func answer(
            _ body: String, status: String = "200 OK", type: String = "application/json", fields: String = ""
        ) -> Step {
            .text(
                "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n"
                    + body)
        }
    }

    typealias Script = @Sendable (Request) -> [Step]

    /// What happened, without the connections of the proxy's own probing.
    struct Log: Sendable {
        var requests: [Request] = []
        /// Connections that have sent something.
        var accepted = 0
        var closed = 0
        var bytesSent = 0
    }

    /// How probing is answered, unless a test wants to do that itself.
    private static let probeAnswer: [Step] = [.answer(#"{"data":[]}"#)]

    private let log = Mutex(Log())
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let channel: any Channel
    private let script: Script
    private let answersProbes: Bool

    /// `answersProbes`: the script answers the proxy's probing as well. Unless it `reads`, it takes no byte at all.
    static func start(
        tls: NIOSSLContext? = nil, answersProbes: Bool = false, reads: Bool = true, _ script: @escaping Script
    ) async throws -> ScriptedBackend {
        let holder = Holder()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: reads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Connection(holder: holder))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let backend = ScriptedBackend(channel: channel, script: script, answersProbes: answersProbes)
        holder.backend.withLock { $0 = backend }
        return backend
    }

    private init(channel: any Channel, script: @escaping Script, answersProbes: Bool) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
        self.script = script
        self.answersProbes = answersProbes
    }

    let port: Int
    var url: String { "http://127.0.0.1:\(port)" }
    var state: Log { log.withLock { $0 } }
    var requests: [Request] { state.requests }

    func stop() async { try? await channel.close() }

    /// Lets every waiting connection go on.
    func go() {
        let actions = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for action in actions { action() }
    }

    var waiters: Int { waiting.withLock { $0.count } }

    private final class Holder: Sendable {
        let backend = Mutex<ScriptedBackend?>(nil)
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        let holder: Holder
        var backend: ScriptedBackend? { holder.backend.withLock { $0 } }
        var number = 0
        var isProbe = false
        var received: [UInt8] = []
        var steps: [Step] = []
        var flood: [UInt8]?

        init(holder: Holder) { self.holder = holder }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += unwrapInboundIn(data).readableBytesView
            guard let backend else { return }
            if number == 0 && !isProbe {
                isProbe =
                    !backend.answersProbes
                    && String(decoding: received, as: UTF8.self).contains("User-Agent: llama-stream-top")
                if !isProbe {
                    number = backend.log.withLock { log in
                        log.accepted += 1
                        return log.accepted
                    }
                }
            }
            while let request = takeRequest() {
                if isProbe {
                    steps += ScriptedBackend.probeAnswer
                } else {
                    backend.log.withLock { $0.requests.append(request) }
                    steps += backend.script(request)
                }
                run(context)
            }
        }

        func run(_ context: ChannelHandlerContext) {
            while !steps.isEmpty {
                switch steps.removeFirst() {
                case .send(let bytes): write(bytes, context)
                case .close: return context.close(promise: nil)
                case .reset:
                    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                    (context.channel as? any SocketOptionProvider)?
                        .setSoLinger(linger(l_onoff: 1, l_linger: 0))
                        .whenComplete { _ in bound.value.close(promise: nil) }
                    return
                case .wait:
                    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                    backend?.waiting.withLock { waiting in
                        waiting.append { bound.eventLoop.execute { bound.value.0.run(bound.value.1) } }
                    }
                    return
                case .flood(let bytes):
                    flood = bytes
                    pour(context)
                }
            }
        }

        func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
            backend?.log.withLock { $0.bytesSent += bytes.count }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }

        func pour(_ context: ChannelHandlerContext) {
            guard let flood else { return }
            while context.channel.isWritable && context.channel.isActive { write(flood, context) }
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) { pour(context) }

        func channelInactive(context: ChannelHandlerContext) {
            steps = []
            flood = nil
            if number > 0 { backend?.log.withLock { $0.closed += 1 } }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        /// The next whole request, if it is there. Knows lengths and chunks, nothing else.
        func takeRequest() -> Request? {
            let mark = Array("\r\n\r\n".utf8)
            guard received.count >= 4,
                let end = (0...(received.count - 4)).first(where: { Array(received[$0..<($0 + 4)]) == mark })
            else { return nil }
            var request = Request(
                head: String(decoding: received[..<end], as: UTF8.self), body: [], connection: number)
            var rest = Array(received[(end + 4)...])
            if request.field("Transfer-Encoding") == "chunked" {
                guard let (body, used) = Self.dechunk(rest) else { return nil }
                request.body = body
                rest.removeFirst(used)
            } else if let length = request.field("Content-Length").flatMap({ Int($0) }) {
                guard rest.count >= length else { return nil }
                request.body = Array(rest[..<length])
                rest.removeFirst(length)
            }
            received = rest
            return request
        }

        static func dechunk(_ bytes: [UInt8]) -> (body: [UInt8], used: Int)? {
            var body: [UInt8] = []
            var place = 0
            while let newline = bytes[place...].firstIndex(of: 10) {
                let size = String(decoding: bytes[place..<newline], as: UTF8.self).filter(\.isHexDigit)
                guard let count = Int(size, radix: 16), bytes.count >= newline + 1 + count + 2 else { return nil }
                body += bytes[(newline + 1)..<(newline + 1 + count)]
                place = newline + 1 + count + 2
                if count == 0 { return (body, place) }
            }
            return nil
        }
    }
}
