/// A field of a request's head.
package struct HeaderLine: Equatable, Codable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Of one request; what is beyond that is not kept.
    static let maximumCount = 64
    private static let maximumBytes = 256

    /// Fields that say who asks and how, and no secret. All others could be keys of somebody's own making.
    private static let open: Set = [
        "host", "user-agent", "accept", "accept-encoding", "accept-language", "connection", "content-type",
        "content-length", "content-encoding", "transfer-encoding", "expect", "origin", "via",
        "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id", "traceparent", "tracestate",
        "anthropic-version", "anthropic-beta", "openai-beta", "openai-organization", "openai-project", "x-app",
        "x-initiator", "session_id",
    ]
    private static let openBeginnings = ["x-stainless-", "sec-fetch-", "sec-ch-ua", "x-session-"]

    /// As it may be shown: of what could be a secret only how long it is.
    package var masked: HeaderLine {
        let key = name.lowercased()
        let isOpen = Self.open.contains(key) || Self.openBeginnings.contains(where: key.hasPrefix)
        return HeaderLine(
            name: name.bounded(to: Self.maximumBytes),
            value: isOpen ? value.bounded(to: Self.maximumBytes) : "(\(value.utf8.count) bytes, not shown)")
    }

    var byteCount: Int { name.utf8.count + value.utf8.count }
}
