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
            status: 400, type: "invalid_request_error", code: ErrorObject.overflowCode,
            message: "This model's maximum context length is \(limit) tokens. However, your messages resulted in "
                + "\(tokens) tokens. Please reduce the length of the messages.", parameter: "messages", side: .client)
    }

    static let requestTimeout = invalidRequest(
        "The request was not sent completely in time.", status: 408, code: "request_timeout")

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

    /// The request waited longer than it may because an operator holds all of them, `seconds` by now.
    static func heldByOperator(_ seconds: Double) -> ProxyError {
        ProxyError(
            status: 503, type: "server_error", code: "held_by_operator",
            message: "The operator of the proxy has held new requests for \(Int(min(1e9, seconds.rounded()))) s; "
                + "this one waited as long as queue_timeout lets it.",
            retryAfterSeconds: 30, side: .proxy)
    }

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

    private struct AnthropicBody: Encodable {
        struct Fields: Encodable { var type, message: String }
        var type = "error"
        var error: Fields
    }

    /// The error object as JSON: OpenAI's, or Anthropic's.
    func body(anthropic: Bool) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let data =
            anthropic
            ? try? encoder.encode(AnthropicBody(error: .init(type: anthropicType, message: message)))
            : try? encoder.encode(
                OpenAIBody(error: .init(message: message, type: type, param: parameter, code: code)))
        return data.map { [UInt8]($0) } ?? []
    }

    /// The error as the last event of a stream, with the end that clients wait for.
    var streamEnd: [UInt8] {
        Array("data: ".utf8) + body(anthropic: false) + Array("\n\ndata: [DONE]\n\n".utf8)
    }

    /// The error as Anthropic's streams say it.
    var anthropicEvent: [UInt8] {
        Array("event: error\ndata: ".utf8) + body(anthropic: true) + Array("\n\n".utf8)
    }

    /// Anthropic's word for the status (docs.anthropic.com, "Errors").
    private var anthropicType: String {
        switch status {
        case 400, 408: "invalid_request_error"
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503: "overloaded_error"
        default: "api_error"
        }
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
