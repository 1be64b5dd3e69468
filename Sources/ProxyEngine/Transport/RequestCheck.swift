import NIOHTTP1

/// Request heads that must not go on (RFC 9112): what two servers could read differently is refused.
enum RequestCheck {
    /// 32 KiB and 100 fields are what common servers take; a longer head is a mistake or an attack.
    static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 32 * 1024
        limits.maxHeaderFieldCount = 100
        return limits
    }

    /// What is wrong with `head`; `nil`: nothing.
    static func problem(with head: HTTPRequestHead) -> ProxyError? {
        // TRACE has no body by definition, but may come with one, and would tell a page its own credentials.
        if head.method == .CONNECT || head.method == .TRACE {
            return .invalidRequest(
                "\(head.method.rawValue) is not served here.", status: 405, code: "method_not_allowed")
        }
        guard head.version.major == 1 else {
            return .invalidRequest("Only HTTP/1.0 and HTTP/1.1 are spoken here.", status: 505, code: "bad_version")
        }
        let hosts = head.headers["host"]
        if hosts.count > 1 || (hosts.isEmpty && head.version == .http1_1) {
            return .invalidRequest("There must be exactly one Host field.")
        }
        if let host = hosts.first, !isPlainHost(host) { return .invalidRequest("The Host field is malformed.") }
        return framingProblem(head)
    }

    private static func framingProblem(_ head: HTTPRequestHead) -> ProxyError? {
        let encodings = head.headers["transfer-encoding"]
        let lengths = head.headers["content-length"]
        if !encodings.isEmpty {
            if !lengths.isEmpty { return .invalidRequest("Content-Length and Transfer-Encoding exclude each other.") }
            if head.version != .http1_1 { return .invalidRequest("HTTP/1.0 knows no Transfer-Encoding.") }
            if encodings.count > 1 || encodings[0].lowercased() != "chunked" {
                return .invalidRequest(
                    "The only Transfer-Encoding taken here is chunked.", status: 501, code: "bad_transfer_encoding")
            }
        }
        if lengths.count > 1 { return .invalidRequest("There is more than one Content-Length.") }
        if let length = lengths.first, length.isEmpty || !length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .invalidRequest("Content-Length is no number.")
        }
        if RequestFraming(head.headers) == nil {
            return .invalidRequest("No number holds this Content-Length.")
        }
        return nil
    }

    private static func isPlainHost(_ host: String) -> Bool {
        host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: byte > 0x20 && byte < 0x7F && !"/?#@\\,<>\"".utf8.contains(byte)
            }
        }
    }

    /// The origin-form target of the request: an absolute URL loses scheme and authority. `nil`: none can be made.
    static func target(of head: HTTPRequestHead) -> String? {
        let uri = head.uri
        // A fragment is the browser's own business; what a backend makes of one is anybody's guess.
        guard !uri.utf8.contains(UInt8(ascii: "#")) else { return nil }
        if uri.utf8.first == UInt8(ascii: "/") { return uri }
        let lowered = uri.prefix(8).lowercased()
        guard lowered.hasPrefix("http://") || lowered == "https://" else { return nil }
        let rest = uri.dropFirst(lowered == "https://" ? 8 : 7)
        let path = rest.drop { $0 != "/" && $0 != "?" }
        return path.hasPrefix("/") ? String(path) : "/" + path
    }
}
