import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One connection to the demo model: reads a request, asks the model, and sends the answer piece by piece.
final class DemoHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let maximumBodyBytes = 64 << 20

    /// An answer on its way.
    private struct Running {
        let slot: Int
        let timeline: DemoTimeline
        var next = 0
    }

    private let model: SharedDemoModel
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var running: Running?
    private var timer: Scheduled<Void>?

    init(model: SharedDemoModel) { self.model = model }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll()
        case .body(var buffer):
            guard body.count + buffer.readableBytes <= Self.maximumBodyBytes else {
                context.close(promise: nil)
                return
            }
            body += buffer.readBytes(length: buffer.readableBytes) ?? []
        case .end:
            if let head { answer(head, context) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    // MARK: Routes

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let path = head.uri.split(separator: "?").first.map(String.init) ?? head.uri
        switch (head.method, path) {
        case (.GET, "/health"): send(.object([("status", .string("ok"))]), context)
        case (.GET, "/props"): send(DemoModel.properties, context)
        case (.GET, "/slots"): send(model.withModel { $0.slotList }, context)
        case (.GET, "/v1/models"), (.GET, "/models"): send(DemoModel.list, context)
        case (.POST, "/v1/chat/completions"), (.POST, "/chat/completions"): chat(context)
        case (.POST, _) where path.hasPrefix("/slots/") && head.uri.hasSuffix("action=erase"): erase(path, context)
        default: refuse(404, "not_found_error", "The demo model does not serve \(head.method) \(path)", context)
        }
    }

    private func erase(_ path: String, _ context: ChannelHandlerContext) {
        guard let slot = Int(path.dropFirst("/slots/".count)), let count = model.withModel({ $0.erase(slot: slot) })
        else {
            refuse(400, "invalid_request_error", "There is no such slot", context)
            return
        }
        send(.object([("id_slot", .integer(slot)), ("n_erased", .integer(count))]), context)
    }

    private func chat(_ context: ChannelHandlerContext) {
        guard let request = DemoRequest(body: body) else {
            refuse(400, "invalid_request_error", "The body is no JSON object", context)
            return
        }
        let time = Int(Date().timeIntervalSince1970)
        let (timeline, slot) = model.withModel { $0.begin(request, time: time) }
        running = Running(slot: slot, timeline: timeline)
        step(context)
    }

    // MARK: Sending

    private func sendHead(_ timeline: DemoTimeline, _ context: ChannelHandlerContext) {
        var headers: HTTPHeaders = ["Content-Type": timeline.contentType]
        if timeline.contentType == "application/json", !timeline.breaksOff {
            let length = timeline.pieces.reduce(0) { $0 + $1.text.utf8.count }
            headers.add(name: "Content-Length", value: String(length))
        } else {
            headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        let status = HTTPResponseStatus(statusCode: timeline.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    /// Waits for the next piece and sends it, until there is none.
    private func step(_ context: ChannelHandlerContext) {
        guard let running else { return }
        guard running.next < running.timeline.pieces.count else {
            complete(running.timeline, context)
            return
        }
        let piece = running.timeline.pieces[running.next]
        let delay = TimeAmount.nanoseconds(Int64(piece.delay * 1e9))
        self.running?.next += 1
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            // Like llama-server: not before there is something to say, so that an error has its own status.
            if running.next == 0 { sendHead(running.timeline, context) }
            model.withModel { $0.advance(slot: running.slot, to: piece) }
            context.writeAndFlush(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: piece.text)))), promise: nil)
            step(context)
        }
    }

    private func complete(_ timeline: DemoTimeline, _ context: ChannelHandlerContext) {
        finish()
        if timeline.breaksOff {
            context.close(promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func finish() {
        guard let running else { return }
        model.withModel { $0.finish(slot: running.slot, tokens: running.timeline.tokens) }
        self.running = nil
    }

    private func send(_ value: DemoValue, status: Int = 200, _ context: ChannelHandlerContext) {
        let piece = DemoTimeline.Piece(delay: 0, text: value.json)
        let timeline = DemoTimeline(
            status: status, contentType: "application/json", pieces: [piece], breaksOff: false, tokens: 0)
        sendHead(timeline, context)
        let buffer = context.channel.allocator.buffer(string: value.json)
        context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func refuse(_ status: Int, _ type: String, _ message: String, _ context: ChannelHandlerContext) {
        let error: DemoValue = .object([
            ("code", .integer(status)), ("message", .string(message)), ("type", .string(type)),
        ])
        send(.object([("error", error)]), status: status, context)
    }
}
