import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// Takes the answer of a backend that was asked in another protocol than chat completions, and hands it on in these.
final class NativeAnswer: UpstreamReceiver {
    private let exchange: Exchange
    private var edge: AnswerEdge
    private var decoder: BodyDecoder?
    private var isHeadTold = false

    init(_ exchange: Exchange, _ wire: WireProtocol, context: AnswerContext) {
        self.exchange = exchange
        edge = AnswerEdge(
            from: wire, to: .chat, wantsStream: true, context: context, requestID: exchange.request.requestID)
    }

    func upstreamHead(_ head: HTTPResponseHead) {
        do throws(CodingProblem) {
            decoder = try BodyDecoder(
                ContentCoding.told(head.headers["content-encoding"]), limit: ResponseTranslator.maximumBodyBytes)
        } catch {
            return exchange.fail(.unreadableAnswer(exchange.backend.address, error))
        }
        let fields = head.headers.lazy.map { (name: $0.name, value: $0.value) }.filter {
            !["content-length", "content-encoding", "transfer-encoding"].contains($0.name.lowercased())
        }
        tell(edge.begin(AnswerEdge.Head(status: Int(head.status.code), fields: Array(fields))))
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        if !isHeadTold { exchange.collected(bytes.readableBytes) }
        guard exchange.machine.phase != .ended else { return }
        bytes.withUnsafeReadableBytes { exchange.takeDown($0, .fromBackend) }
        if read(bytes) { handOn() }
    }

    func upstreamReadComplete() { exchange.upstreamReadComplete() }

    func upstreamEnded() {
        guard read(nil) else { return }
        tell(edge.finish())
        handOn()
        exchange.upstreamEnded()
    }

    func upstreamFailed(_ problem: UpstreamProblem) { exchange.upstreamFailed(problem) }
    func upstreamWritable(_ isWritable: Bool) { exchange.upstreamWritable(isWritable) }

    /// `nil`: the body has ended. `false`: its coding is broken, and the request has ended.
    private func read(_ bytes: ByteBuffer?) -> Bool {
        guard var decoder else { return false }
        var edge = edge
        let problem: CodingProblem? = (bytes ?? ByteBuffer()).withUnsafeReadableBytes { part in
            do throws(CodingProblem) {
                if bytes == nil {
                    try decoder.finish { edge.receive($0) }
                } else {
                    try decoder.receive(part) { edge.receive($0) }
                }
                return nil
            } catch {
                return error
            }
        }
        (self.decoder, self.edge) = (decoder, edge)
        if let problem { exchange.fail(.unreadableAnswer(exchange.backend.address, problem)) }
        return problem == nil
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
