import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A client that sends raw bytes and keeps what comes back.
final class TestClient: Sendable {
    private struct State {
        var received: [UInt8] = []
        var isClosed = false
    }
    private let inbox: Inbox
    let channel: any Channel

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    static func connect(port: Int, reads: Bool = true) async throws -> TestClient {
        let inbox = Inbox()
        return try await client(of: bootstrap(inbox).connect(host: "127.0.0.1", port: port).get(), inbox, reads: reads)
    }

    static func connect(socket path: String) async throws -> TestClient {
        let inbox = Inbox()
        return try await client(of: bootstrap(inbox).connect(unixDomainSocketPath: path).get(), inbox, reads: true)
    }

    /// A client that speaks TLS. Its handshake may fail later: then it is closed.
    static func connect(port: Int, tls: NIOSSLContext) async throws -> TestClient {
        let inbox = Inbox()
        return try await client(
            of: bootstrap(inbox, tls: tls).connect(host: "127.0.0.1", port: port).get(), inbox, reads: true)
    }

    /// What comes is collected from the first moment: an answer may have come, and the connection be closed, before the
    /// one who connects hears that it is open.
    private static func bootstrap(_ inbox: Inbox, tls: NIOSSLContext? = nil) -> ClientBootstrap {
        ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
                    }
                    try pipeline.addHandler(Collector(inbox))
                }
            }
    }

    private static func client(of channel: any Channel, _ inbox: Inbox, reads: Bool) -> TestClient {
        let client = TestClient(channel: channel, inbox: inbox)
        if reads { client.read() }
        return client
    }

    /// Begins to read; a client that was told not to is a slow one.
    func read() { channel.setOption(.autoRead, value: true).whenSuccess { [channel] in channel.read() } }

    var bytes: [UInt8] { inbox.withLock { $0.received } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isClosed: Bool { inbox.withLock { $0.isClosed } }
    /// What came after the head, without the marks of chunks.
    var body: String {
        let (bytes, head) = (bytes, head)
        guard !head.isEmpty else { return "" }
        let rest = String(decoding: bytes[(head.utf8.count + 4)...], as: UTF8.self)
        return head.lowercased().contains("transfer-encoding: chunked") ? Self.dechunk(rest) : rest
    }
    var statusLine: String { String(text.prefix { $0 != "\r\n" }) }
    /// The answer's head without the empty line; empty until that has come.
    var head: String {
        let bytes = bytes
        guard bytes.count >= 4 else { return "" }
        let end = (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
        return end.map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? ""
    }
    /// The answer has ended as HTTP ends it: with the last chunk or the declared length.
    var isComplete: Bool {
        guard text.contains("\r\n\r\n") else { return false }
        if head.lowercased().contains("transfer-encoding: chunked") { return text.hasSuffix("\r\n0\r\n\r\n") }
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: " ").last ?? "") }
        guard let length else { return false }
        return body.utf8.count >= length
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    func post(_ path: String, _ body: String, fields: String = "") async throws {
        try await send(
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    func get(_ path: String, fields: String = "") async throws {
        try await send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields)\r\n")
    }

    func clear() { inbox.withLock { $0.received = [] } }
    func close() async { try? await channel.close() }
    func halfClose() async { try? await channel.close(mode: .output) }
    func reset() async {
        try? await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        await close()
    }

    private static func dechunk(_ text: String) -> String {
        var bytes = Array(text.utf8)[...]
        var body: [UInt8] = []
        while let newline = bytes.firstIndex(of: 10) {
            let size = String(decoding: bytes[..<newline], as: UTF8.self).filter(\.isHexDigit)
            guard let count = Int(size, radix: 16), bytes.count > newline - bytes.startIndex + count else { break }
            let start = newline + 1
            guard start + count <= bytes.endIndex else { break }
            body += bytes[start..<(start + count)]
            bytes = bytes[min(bytes.endIndex, start + count + 2)...]
        }
        return String(decoding: body, as: UTF8.self)
    }

    private final class Inbox: Sendable {
        private let state = Mutex(State())
        func withLock<Result>(_ body: (inout sending State) -> sending Result) -> sending Result {
            state.withLock(body)
        }
    }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox
        init(_ inbox: Inbox) { self.inbox = inbox }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            inbox.withLock { $0.received += bytes.readableBytesView }
        }
        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { inbox.withLock { $0.isClosed = true } }
        }
        func channelInactive(context: ChannelHandlerContext) { inbox.withLock { $0.isClosed = true } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            inbox.withLock { $0.isClosed = true }
        }
    }
}
