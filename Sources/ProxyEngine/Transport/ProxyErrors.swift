import Monitoring
import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Every error that the transport answers with, and the bodies that they are sent in.
extension ProxyError {
    static func invalidRequest(_ message: String, status: Int = 400, code: String = "invalid_request") -> ProxyError {
        ProxyError(status: status, type: "invalid_request_error", code: code, message: message, side: .client)
    }

    static func bodyTooLarge(limit: Int) -> ProxyError {
        invalidRequest(
            "The body is larger than \(limit >> 20) MiB; max_body_mb raises the limit.", status: 413,
            code: "body_too_large")
    }

    static func unreadableBody(_ problem: CodingProblem, limit: Int) -> ProxyError {
        switch problem {
        case .tooLong: bodyTooLarge(limit: limit)
        case .unknown(let name):
            invalidRequest(
                "Content-Encoding '\(name)' cannot be decoded here; gzip and deflate can, or send the body as it is.",
                status: 415, code: "unsupported_encoding")
        case .damaged, .cut: invalidRequest("The body cannot be decoded: \(problem.reason).", code: "bad_encoding")
        }
    }

    /// OpenAI's words and code, by which agents know that they must shorten the conversation.
    static func contextLengthExceeded(tokens: Int, limit: Int) -> ProxyError {
        ProxyError(
            status: 400, type: "invalid_request_error", code: RequestFailure.overflowCode,
            message: "This model's maximum context length is \(limit) tokens. However, your messages resulted in "
                + "\(tokens) tokens. Please reduce the length of the messages.", parameter: "messages", side: .client)
    }

    static func bodyBeyondMemory(limit: Int) -> ProxyError {
        invalidRequest(
            "The body is larger than all that may be held at a time, \(limit >> 20) MiB; memory_limit raises it.",
            status: 413, code: "body_too_large")
    }

    static func memoryFull(limit: Int) -> ProxyError {
        ProxyError(
            status: 503, type: "server_error", code: "memory_full",
            message: "Requests and answers take the \(limit >> 20) MiB that memory_limit allows them together.",
            retryAfterSeconds: 5, side: .proxy)
    }

    static func tooManyConnections(limit: Int) -> ProxyError {
        ProxyError(
            status: 503, type: "server_error", code: "too_many_connections",
            message: "There are \(limit) connections already; max_connections sets the limit.", retryAfterSeconds: 5,
            side: .proxy)
    }

    static let requestTimeout = invalidRequest(
        "The request was not sent completely in time; client_timeout and min_body_rate set the limits.", status: 408,
        code: "request_timeout")

    /// Never sent: who takes nothing cannot be told.
    static func nothingTaken(limitSeconds seconds: Double) -> ProxyError {
        invalidRequest(
            "The client took nothing of its answer for \(PlainNumber.seconds(seconds)); client_write_timeout sets the limit.",
            status: 408, code: "client_write_timeout")
    }

    static func clientTooSlow(_ backend: BackendAddress, _ problem: UpstreamProblem) -> ProxyError {
        invalidRequest(
            "The backend at \(backend.hostAndPort) gave up while the client took nothing of its answer: "
                + "\(problem.reason).", status: 408, code: "client_too_slow")
    }

    static let wrongKey = ProxyError(
        status: 401, type: "authentication_error", code: "invalid_api_key",
        message: "This proxy wants a key: Authorization: Bearer KEY, or x-api-key.", side: .client)

    static func forbidden(_ message: String) -> ProxyError {
        ProxyError(status: 403, type: "permission_error", code: "forbidden", message: message, side: .client)
    }

    static func notFound(_ path: String) -> ProxyError {
        invalidRequest(
            "There is no \(path) here; see /_top/snapshot, /_top/metrics, /_top/health.", status: 404,
            code: "not_found")
    }

    static func requestNotKept(_ path: String) -> ProxyError {
        invalidRequest(
            "No request of that number is kept: \(path).", status: 404, code: "request_not_kept")
    }

    static func backend(_ backend: BackendAddress, _ problem: UpstreamProblem) -> ProxyError {
        switch problem {
        case .unreachable(let reason):
            backendError(502, "backend_unreachable", "No backend at \(backend.hostAndPort): \(reason).")
        case .tls(let reason):
            backendError(
                502, "backend_tls_error",
                "TLS to \(backend.hostAndPort) failed: \(reason). Set verify_ssl to the path of its authority's "
                    + "certificate, or to false for a certificate that nobody vouches for.")
        case .brokeOff(let reason, _):
            backendError(502, "backend_broke_off", "The backend at \(backend.hostAndPort) broke off: \(reason).")
        case .malformed(let reason):
            backendError(
                502, "backend_bad_response", "The backend at \(backend.hostAndPort) does not speak HTTP/1: \(reason).")
        }
    }

    static func unreadableAnswer(_ backend: BackendAddress, _ problem: CodingProblem) -> ProxyError {
        backendError(
            502, "backend_bad_answer",
            "The backend at \(backend.hostAndPort) compressed its answer, although it was asked not to: \(problem.reason)."
        )
    }

    /// OpenAI's words and code for a name that means nothing.
    static func modelNotFound(_ model: String, known: [String]) -> ProxyError {
        let there =
            known.isEmpty ? "No backend has told its models yet." : "There are: \(known.joined(separator: ", "))."
        return ProxyError(
            status: 404, type: "invalid_request_error", code: "model_not_found",
            message: "No backend serves the model '\(model)'. \(there)", parameter: "model", side: .client)
    }

    static func noBackend(_ model: String, reasons: [String], retrySeconds: Int?) -> ProxyError {
        let subject = model.isEmpty ? "No backend takes requests" : "No backend takes requests for '\(model)'"
        return ProxyError(
            status: 503, type: "server_error", code: "no_backend",
            message: "\(subject) now: \(reasons.joined(separator: "; ")).", retryAfterSeconds: retrySeconds ?? 10,
            side: .proxy)
    }

    static func backendSilent(_ backend: BackendAddress) -> ProxyError {
        backendError(
            504, "backend_timeout",
            "The backend at \(backend.hostAndPort) was silent for too long; request_timeout sets the limit.")
    }

    /// `retryAfter`: seconds until there will be room, as far as the backend's pace tells.
    static func queueFull(limit: Int, retryAfter seconds: Double?) -> ProxyError {
        ProxyError(
            status: 429, type: "rate_limit_error", code: "queue_full",
            message: "\(limit) requests wait already; max_queue sets the limit.",
            retryAfterSeconds: retryAfter(seconds, unknown: 5), side: .proxy)
    }

    static func queueTimeout(retryAfter seconds: Double?) -> ProxyError {
        ProxyError(
            status: 503, type: "server_error", code: "queue_timeout",
            message: "The request waited too long for the backend; queue_timeout sets the limit.",
            retryAfterSeconds: retryAfter(seconds, unknown: 10), side: .proxy)
    }

    /// The request waited longer than it may because an operator holds all of them, or those of its session, `seconds` by
    /// now.
    static func heldByOperator(_ seconds: Double, session: String?) -> ProxyError {
        let what = session == nil ? "new requests" : "the requests of this conversation"
        return ProxyError(
            status: 503, type: "server_error", code: "held_by_operator",
            message: "The operator of the proxy has held \(what) for \(whole(seconds)) s; "
                + "this one waited as long as queue_timeout lets it.",
            retryAfterSeconds: 30, side: .proxy)
    }

    /// The same, and that an operator had held the request; `nil`: nobody had.
    func saying(_ heldSeconds: Double?) -> ProxyError {
        guard let heldSeconds else { return self }
        var error = self
        error.message += " It was held by the operator for \(Self.whole(heldSeconds)) s."
        return error
    }

    private static func whole(_ seconds: Double) -> Int { Int(min(1e9, max(0, seconds.rounded()))) }

    /// Whole seconds, within what clients can be expected to heed.
    private static func retryAfter(_ seconds: Double?, unknown: Int) -> Int {
        seconds.map { Int(min(3600, max(1, $0.rounded(.up)))) } ?? unknown
    }

    static let shuttingDown = ProxyError(
        status: 503, type: "server_error", code: "shutting_down", message: "The proxy is shutting down.",
        retryAfterSeconds: 5, side: .proxy)

    static let cancelledByOperator = ProxyError(
        status: 503, type: "server_error", code: "cancelled", message: "The request was cancelled by an operator.",
        side: .proxy)

    private static func backendError(_ status: Int, _ code: String, _ message: String) -> ProxyError {
        ProxyError(status: status, type: "backend_error", code: code, message: message, side: .backend)
    }
}

extension ProxyError {
    private struct OpenAIBody: Encodable {
        struct Fields: Encodable {
            var message, type: String
            var param: String?
            var code: String

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(message, forKey: .message)
                try container.encode(type, forKey: .type)
                // OpenAI's object always has the key.
                try container.encode(param, forKey: .param)
                try container.encode(code, forKey: .code)
            }

            enum Keys: CodingKey { case message, type, param, code }
        }
        var error: Fields
    }

    /// The error object as JSON, as a protocol has it.
    func body(for wire: WireProtocol.ID = .chat, requestID: String? = nil) -> [UInt8] {
        if let shape = WireProtocol.of(wire)?.errorBody {
            return shape(WireError(self), requestID).bytes
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let data = try? encoder.encode(
            OpenAIBody(error: .init(message: message, type: type, param: parameter, code: code)))
        return data.map { [UInt8]($0) } ?? []
    }

    /// The error as the last event of a stream, with the end that clients wait for.
    var streamEnd: [UInt8] {
        Array("data: ".utf8) + body() + Array("\n\ndata: [DONE]\n\n".utf8)
    }

    /// The error as the end of a stream of a backend that speaks so itself.
    func streamEnd(for wire: WireProtocol.ID) -> [UInt8] {
        wire == .messages ? Array("event: error\ndata: ".utf8) + body(for: wire) + Array("\n\n".utf8) : streamEnd
    }

    /// Header fields of the answer.
    var fields: [HeaderForwarding.Field] {
        var fields: [HeaderForwarding.Field] = [("Content-Type", "application/json")]
        if let retryAfterSeconds { fields.append(("Retry-After", String(retryAfterSeconds))) }
        // RFC 9110, section 15.5.16.
        if code == "unsupported_encoding" { fields.append(("Accept-Encoding", "gzip, deflate")) }
        if status == 401 { fields.append(("WWW-Authenticate", "Bearer")) }
        return fields
    }
}
