import Monitoring
import NIOCore
import NIOHTTP1

/// Answers whose bytes the client gets as they are.
extension Exchange {
    /// The head of such an answer.
    struct PassedHead {
        var fields: [HeaderForwarding.Field]
        var length: ResponseWriter.BodyLength
        var isEventStream: Bool
    }

    /// Takes the backend's head. It waits for the first bytes of the body: as long as nothing has left, an answer that turns
    /// out to be broken becomes an error of ours.
    func passOn(_ head: HTTPResponseHead, _ contentType: String?) {
        var fields = HeaderForwarding.response(
            head.headers.lazy.map { ($0.name, $0.value) }, replacesContent: false)
        if request.route != .other { fields.append(("X-Request-Id", request.requestID)) }
        let declared = head.headers.first(name: "content-length").flatMap { Int($0) }
        let length: ResponseWriter.BodyLength =
            request.head.method == .HEAD ? .none(declared: declared) : declared.map { .known($0) } ?? .unknown
        let isEventStream = Self.isEventStream(contentType)
        if machine.commitment == .eventStream { return passOnInOpenStream(isEventStream: isEventStream) }
        passedHead = PassedHead(fields: fields, length: length, isEventStream: isEventStream)
        isUntouched = true
        isRawEventStream = request.route != .other && isEventStream
        machine.answerIsHeld()
    }

    /// All that one read brought goes on. An event stream's head does so alone: its client waits for it.
    func passOnArrived() {
        if passedHead?.isEventStream == true || !arrived.isEmpty { sendPassedHead() }
        for bytes in arrived {
            bytes.withUnsafeReadableBytes {
                sendBody($0)
                takeDown($0, .through)
                noteOutput($0)
            }
        }
        arrived.removeAll(keepingCapacity: true)
    }

    func sendPassedHead() {
        guard let head = passedHead else { return }
        passedHead = nil
        sendHead(status: status, fields: head.fields, length: head.length, isEventStream: head.isEventStream)
        machine.headSent(streams: false)
    }

    /// The client's stream was opened by a heartbeat: what comes goes on in it.
    func passOnInOpenStream(isEventStream: Bool) {
        guard isEventStream, status < 300 else {
            return fail(
                ProxyError(
                    status: status, type: "backend_error", code: "http_\(status)",
                    message: "The backend answered with status \(status) and no stream.", side: .backend))
        }
        isUntouched = true
        isRawEventStream = true
    }
}
