import NIOHTTP1

/// How the body of a request is told from what follows it on its connection (RFC 9112, section 6).
package enum RequestFraming: Equatable, Sendable {
    case none
    /// In bytes.
    case length(Int)
    case chunked

    /// What `headers` announce; `nil`: two servers could read them differently, or no integer holds the length.
    init?(_ headers: HTTPHeaders) {
        var (encodings, lengths): ([String], [String]) = ([], [])
        for (name, value) in headers {
            if name.isField("transfer-encoding") {
                encodings.append(value)
            } else if name.isField("content-length") {
                lengths.append(value)
            }
        }
        switch (encodings.count, lengths.count) {
        case (0, 0): self = .none
        case (1, 0):
            guard encodings[0].lowercased() == "chunked" else { return nil }
            self = .chunked
        case (0, 1):
            // `Int` alone would take signs.
            guard lengths[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(lengths[0]) else {
                return nil
            }
            self = .length(length)
        default: return nil
        }
    }

    /// Nothing follows the head.
    var isEmpty: Bool { self == .none || self == .length(0) }

    /// The one field that announces it.
    package var field: HeaderForwarding.Field? {
        switch self {
        case .none: nil
        case .length(let length): ("Content-Length", String(length))
        case .chunked: ("Transfer-Encoding", "chunked")
        }
    }
}
