/// A backend that was asked for a request and did not begin to answer, so that another one was asked.
package struct FailedAttempt: Equatable, Codable, Sendable {
    package var backend: String
    /// What it did instead, without the backend: `it answered with status 503`.
    package var reason: String
    /// Seconds since the request was received: until the backend got it (`nil`: it never did), and until it was given up.
    package var sentSeconds: Double?
    package var endedSeconds: Double

    package init(backend: String, reason: String, sentSeconds: Double? = nil, endedSeconds: Double) {
        self.backend = backend
        self.reason = reason
        self.sentSeconds = sentSeconds
        self.endedSeconds = endedSeconds
    }

    /// More are not listed.
    static let maximumCount = 64
}
