/// Where the proxy serves.
package struct ListeningAddress: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
        case tcp(host: String, port: Int)
        case socket(path: String)
    }
    package var place: Place
    package var isTLS: Bool

    package init(_ place: Place, isTLS: Bool = false) {
        self.place = place
        self.isTLS = isTLS
    }

    /// `nil` for a unix socket.
    package var port: Int? {
        if case .tcp(_, let port) = place { port } else { nil }
    }

    /// `http://127.0.0.1:8066`, `https://[::1]:8443`, `unix:/run/proxy.sock`
    package var url: String {
        switch place {
        case .tcp(let host, let port):
            (isTLS ? "https://" : "http://") + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        case .socket(let path): "unix:" + path
        }
    }

    /// The same without what is usual: `127.0.0.1:8066`.
    package var short: String { url.hasPrefix("http://") ? String(url.dropFirst(7)) : url }
}
