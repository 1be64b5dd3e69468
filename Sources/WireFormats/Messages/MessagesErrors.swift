package import ToolCallParsing

/// Errors in Anthropic's shape and words.
package enum MessagesErrors {
    package static func body(_ error: WireError, requestID: String?) -> JSONValue {
        .members([
            ("type", .string("error")),
            ("error", .members([("type", .string(type(error))), ("message", .string(message(error)))])),
            ("request_id", requestID.map { .string($0) }),
        ])
    }

    /// Anthropic's word for the status.
    private static func type(_ error: WireError) -> String {
        switch error.status {
        case 400, 408, 422: "invalid_request_error"
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503, 529: "overloaded_error"
        case 504: "timeout_error"
        default: "api_error"
        }
    }

    /// Claude Code knows an overflow by these words, reads both numbers and shortens the conversation.
    private static func message(_ error: WireError) -> String {
        guard case .overflow(let tokens, let limit) = error.kind else { return error.message }
        guard let tokens, let limit else { return "input is too long for requested model: \(error.message)" }
        return "prompt is too long: \(tokens) tokens > \(limit) maximum"
    }
}
