/// Which header fields pass through the proxy, and which it sets itself (RFC 9110, section 7.6).
package enum HeaderForwarding {
    package typealias Field = (name: String, value: String)

    /// What the request to the backend needs besides the client's fields.
    package struct RequestFacts {
        /// The backend's own `Host`.
        package var host: String
        /// Replaces the client's credentials.
        package var backendKey: String?
        /// The client's credentials were for the proxy and are nobody else's business.
        package var dropsCredentials = false
        /// The request was made a chat completion's: what speaks of the client's own protocol means nothing.
        package var speaksChat = false
        /// The answer is to be read, so it must not be compressed.
        package var needsPlainAnswer = false
        package var clientAddress: String
        package var requestID: String
        package var framing = RequestFraming.none

        package init(host: String, clientAddress: String, requestID: String) {
            self.host = host
            self.clientAddress = clientAddress
            self.requestID = requestID
        }
    }

    /// Fields that speak of one connection only.
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "http2-settings",
    ]

    private static let via = "1.1 llama-stream-top"

    /// The fields of the request to the backend.
    package static func request(_ fields: some Sequence<Field>, facts: RequestFacts) -> [Field] {
        let named = connectionNames(fields)
        var result: [Field] = [("Host", facts.host)]
        var forwardedFor = ""
        var viaBefore = ""
        for field in fields {
            let name = field.name.lowercased()
            switch name {
            case "host", "content-length", "x-request-id", "expect": continue
            // What pages may do is decided here; some backends have rules of their own for them.
            case "origin": continue
            case let name where name.hasPrefix("access-control-"): continue
            case "authorization", "x-api-key":
                if facts.backendKey != nil || facts.dropsCredentials { continue }
                if facts.speaksChat, name == "x-api-key" {
                    if fields.contains(where: { $0.name.lowercased() == "authorization" }) { continue }
                    result.append(("Authorization", "Bearer \(field.value)"))
                    continue
                }
            case "accept", "content-type":
                if facts.speaksChat { continue }
            case "accept-encoding": if facts.needsPlainAnswer { continue }
            case "x-forwarded-for":
                forwardedFor += field.value + ", "
                continue
            case "via":
                viaBefore += field.value + ", "
                continue
            default: break
            }
            if hopByHop.contains(name) || named.contains(name) { continue }
            if facts.speaksChat, name.hasPrefix("anthropic-") { continue }
            result.append(field)
        }
        if facts.speaksChat { result.append(("Content-Type", "application/json")) }
        if let key = facts.backendKey { result.append(("Authorization", "Bearer \(key)")) }
        if facts.needsPlainAnswer { result.append(("Accept-Encoding", "identity")) }
        result.append(("X-Forwarded-For", forwardedFor + facts.clientAddress))
        result.append(("Via", viaBefore + via))
        result.append(("X-Request-Id", facts.requestID))
        if let field = facts.framing.field { result.append(field) }
        return result
    }

    /// The backend's fields that the client gets. Framing (`Content-Length`, `Transfer-Encoding`) is set by whoever
    /// writes the head. `replacesContent`: the body is ours, so what describes the backend's is dropped too.
    package static func response(_ fields: some Sequence<Field>, replacesContent: Bool) -> [Field] {
        let named = connectionNames(fields)
        var result: [Field] = []
        for field in fields {
            let name = field.name.lowercased()
            if name == "content-length" || name == "x-request-id" || hopByHop.contains(name) || named.contains(name) {
                continue
            }
            if name.hasPrefix("access-control-") { continue }
            if replacesContent && (name == "content-type" || name == "etag" || name == "content-md5") { continue }
            result.append(field)
        }
        result.append(("Via", via))
        return result
    }

    /// The names that `Connection` lists.
    private static func connectionNames(_ fields: some Sequence<Field>) -> Set<String> {
        var names: Set<String> = []
        for field in fields where field.name.lowercased() == "connection" {
            for name in field.value.split(separator: ",") {
                names.insert(name.lowercased().filter { $0 != " " && $0 != "\t" })
            }
        }
        return names
    }
}
