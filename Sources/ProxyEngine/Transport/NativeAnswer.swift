import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// Takes the answer of a backend that was asked in another protocol than chat completions, and hands it on in these.
final class NativeAnswer: UpstreamReceiver {
    private let exchange: Exchange
    private var edge: AnswerEdge
    private var isHeadTold = false
    /// The memory that the edge takes.
    private let charge: MemoryCharge

    init(_ exchange: Exchange, _ wire: WireProtocol, context: AnswerContext) {
        self.exchange = exchange
        edge = AnswerEdge(
            from: wire, to: .chat, wantsStream: true, context: context, requestID: exchange.request.requestID)
        charge = MemoryCharge(exchange.shared.engine.ledger)
    }

    func upstreamHead(_ head: HTTPResponseHead) {
        guard exchange.beginDecoding(head, for: self, to: { [unowned self] in edge.receive($0) }) else { return }
        let fields = head.headers.lazy.map { (name: $0.name, value: $0.value) }.filter {
            !["content-length", "content-encoding", "transfer-encoding"].contains($0.name.lowercased())
        }
        tell(edge.begin(AnswerEdge.Head(status: Int(head.status.code), fields: Array(fields))))
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        if !isHeadTold { exchange.collected(bytes.readableBytes) }
        guard exchange.machine.phase != .ended else { return }
        bytes.withUnsafeReadableBytes { exchange.takeDown($0, .fromBackend) }
        if let decoding = exchange.attempt.decoding {
            decoding.receive(bytes)
        } else {
            bytes.withUnsafeReadableBytes { edge.receive($0) }
        }
        goOn()
    }

    func upstreamReadComplete() {
        goOn()
        exchange.upstreamReadComplete()
    }

    func upstreamEnded() {
        // What the exchange is still busy with comes to its end behind this.
        if exchange.attempt.decoding?.delays(.whole) == true { return }
        guard exchange.attempt.decoding?.finish() != false else { return }
        tell(edge.finish())
        handOn()
        exchange.upstreamEnded()
    }

    func upstreamFailed(_ problem: UpstreamProblem) { exchange.upstreamFailed(problem) }
    func upstreamWritable(_ isWritable: Bool) { exchange.upstreamWritable(isWritable) }

    private func goOn() {
        if exchange.machine.phase != .ended, enterHeld() { handOn() }
    }

    /// `false`: the edge holds too much, and the request has ended.
    private func enterHeld() -> Bool {
        let held = edge.heldBytes
        guard held <= AnswerEdge.maximumHeldBytes else {
            exchange.fail(.overlongTurn)
            return false
        }
        // A body that is collected is entered as such.
        guard edge.readsStream, !charge.grow(to: held) else { return true }
        exchange.fail(exchange.memoryFull)
        return false
    }

    private func tell(_ head: AnswerEdge.Head?) {
        guard let head else { return }
        isHeadTold = true
        exchange.upstreamHead(
            HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: head.status),
                headers: HTTPHeaders(head.fields.map { ($0.name, $0.value) })))
    }

    private func handOn() {
        guard isHeadTold, !edge.output.isEmpty else { return }
        let output = ByteBuffer(bytes: edge.output)
        edge.output.removeAll(keepingCapacity: true)
        exchange.upstreamBody(output)
    }
}
