package import Monitoring

/// An error that the proxy itself answers with. Knows its HTTP status and OpenAI's error object.
package struct ProxyError: Error, Equatable, Sendable {
    package var status: Int
    /// OpenAI's `type`: `invalid_request_error`, `backend_error`, `rate_limit_error`, `authentication_error`, ...
    package var type: String
    /// `code`: `backend_unreachable`, `backend_timeout`, `backend_tls_error`, `backend_broke_off`, `queue_full`, ...
    package var code: String
    /// What happened and what to do about it.
    package var message: String
    /// `param`: the place in the body.
    package var parameter: String?
    /// Sent as `Retry-After`, in seconds.
    package var retryAfterSeconds: Int?
    package var side: RequestFailure.Side

    package init(
        status: Int, type: String, code: String, message: String, parameter: String? = nil,
        retryAfterSeconds: Int? = nil, side: RequestFailure.Side
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.message = message
        self.parameter = parameter
        self.retryAfterSeconds = retryAfterSeconds
        self.side = side
    }

    package var failure: RequestFailure { RequestFailure(code: code, message: message, side: side) }
}
