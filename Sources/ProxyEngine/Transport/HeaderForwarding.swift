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
    private static func isHopByHop(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.isField("te")
        case 7: name.isField("trailer") || name.isField("upgrade")
        case 10: name.isField("connection") || name.isField("keep-alive")
        case 14: name.isField("http2-settings")
        case 16: name.isField("proxy-connection")
        case 17: name.isField("transfer-encoding")
        case 18: name.isField("proxy-authenticate")
        case 19: name.isField("proxy-authorization")
        default: false
        }
    }

    /// `named`: see ``connectionNames(_:)``.
    private static func isOfConnection(_ name: String, _ named: Set<String>) -> Bool {
        isHopByHop(name) || !named.isEmpty && named.contains(name.lowercased())
    }

    private static let via = "1.1 llama-stream-top"

    /// The fields of the request to the backend.
    package static func request(_ fields: some Sequence<Field>, facts: RequestFacts) -> [Field] {
        let named = connectionNames(fields)
        var result: [Field] = [("Host", facts.host)]
        result.reserveCapacity(16)
        var forwardedFor = ""
        var viaBefore = ""
        for field in fields {
            let name = field.name
            if name.isField("x-forwarded-for") {
                forwardedFor += field.value + ", "
            } else if name.isField("via") {
                viaBefore += field.value + ", "
            } else if facts.speaksChat, name.isField("x-api-key") {
                if let field = authorization(from: field, among: fields, facts) { result.append(field) }
            } else if !isReplaced(name, facts), !isOfConnection(name, named) {
                result.append(field)
            }
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

    /// Fields that are set here, or mean nothing to the backend.
    private static func isReplaced(_ name: String, _ facts: RequestFacts) -> Bool {
        let dropsKeys = facts.backendKey != nil || facts.dropsCredentials
        return switch name.utf8.count {
        case 4 where name.isField("host"), 6 where name.isField("expect"), 12 where name.isField("x-request-id"),
            14 where name.isField("content-length"):
            true
        // What pages may do is decided here; some backends have rules of their own for them.
        case 6 where name.isField("origin"): true
        case 9 where dropsKeys && name.isField("x-api-key"), 13 where dropsKeys && name.isField("authorization"): true
        case 6 where facts.speaksChat && name.isField("accept"): true
        case 12 where facts.speaksChat && name.isField("content-type"): true
        case 15 where facts.needsPlainAnswer && name.isField("accept-encoding"): true
        default: name.beginsField("access-control-") || facts.speaksChat && name.beginsField("anthropic-")
        }
    }

    /// What a chat completion's request has in the place of `key`; `nil`: nothing, or it has that already.
    private static func authorization(
        from key: Field, among fields: some Sequence<Field>, _ facts: RequestFacts
    ) -> Field? {
        if facts.backendKey != nil || facts.dropsCredentials { return nil }
        if fields.contains(where: { $0.name.isField("authorization") }) { return nil }
        return ("Authorization", "Bearer \(key.value)")
    }

    /// The backend's fields that the client gets. Framing (`Content-Length`, `Transfer-Encoding`) is set by whoever
    /// writes the head. `replacesContent`: the body is ours, so what describes the backend's is dropped too.
    package static func response(_ fields: some Sequence<Field>, replacesContent: Bool) -> [Field] {
        let named = connectionNames(fields)
        var result: [Field] = []
        result.reserveCapacity(16)
        for field in fields {
            let name = field.name
            if name.isField("content-length") || name.isField("x-request-id") || isOfConnection(name, named) {
                continue
            }
            if name.beginsField("access-control-") { continue }
            if replacesContent, name.isField("content-type") || name.isField("etag") || name.isField("content-md5") {
                continue
            }
            result.append(field)
        }
        result.append(("Via", via))
        return result
    }

    /// The names that `Connection` lists.
    private static func connectionNames(_ fields: some Sequence<Field>) -> Set<String> {
        var names: Set<String> = []
        for field in fields where field.name.isField("connection") {
            for name in field.value.split(separator: ",") {
                let name = name.lowercased().filter { $0 != " " && $0 != "\t" }
                // It is always dropped, and what nearly all say.
                if name != "keep-alive" { names.insert(name) }
            }
        }
        return names
    }
}
