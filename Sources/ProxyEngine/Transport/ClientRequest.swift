import NIOHTTP1
import WireFormats

/// A client's request as far as the transport is concerned.
struct ClientRequest {
    var head: HTTPRequestHead
    /// Path and query, as received.
    var target: String
    /// How its body is told from what follows.
    var framing: RequestFraming
    var route: Route
    var receivedAt: Moment
    /// The client's IP address.
    var client: String
    /// `X-Request-Id`: the client's, or a new one.
    var requestID: String
    /// The client's credentials were the proxy's own.
    var dropsCredentials: Bool

    /// What the client speaks, errors included.
    var wire: WireProtocol.ID

    var isOldClient: Bool { head.version != .http1_1 }

    /// Short name of the client program.
    var agent: String {
        guard let agent = head.headers.first(name: "user-agent") else { return "" }
        return String(agent.prefix { $0 != "/" && $0 != " " && $0 != "(" }.prefix(32))
    }

    /// The client's identifier if it is short and plain, so that it can stand in logs and headers; else a new one.
    static func requestID(_ head: HTTPRequestHead) -> String {
        if let given = head.headers.first(name: "x-request-id"), (1...128).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return given
        }
        return "req_" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

extension BrowserRules.Request {
    init(_ head: HTTPRequestHead, target: String, hasKey: Bool) {
        self.init(method: head.method.rawValue, target: target)
        let headers = head.headers
        host = headers.first(name: "host") ?? ""
        origins = headers["origin"]
        site = headers.first(name: "sec-fetch-site") ?? ""
        mode = headers.first(name: "sec-fetch-mode") ?? ""
        contentType = headers.first(name: "content-type")
        requestedMethod = headers.first(name: "access-control-request-method")
        requestedFields = headers.first(name: "access-control-request-headers")
        asksForPrivateNetwork = headers.contains(name: "access-control-request-private-network")
        self.hasKey = hasKey
    }
}
