/// A backend's base URL, taken apart: `http://localhost:8080`, with or without `/v1` and a trailing slash, or
/// `unix:/run/llama.sock`, with a path behind a second colon where there is one: `unix:/run/llama.sock:/base`.
package struct BackendAddress: Equatable, Sendable {
    /// Why a text is no address of a backend.
    package enum Problem: String, Error, Sendable {
        case scheme = "it has to begin with http://, https:// or unix:"
        case host = "the host is missing"
        case hostCharacters = "the host has characters that no host has"
        case port = "the port has to be a number from 1 to 65535"
        case credentials = "user and password do not belong into the address; set backend_api_key"
        case query = "? and # do not belong into the address"
        case socket = "a unix socket is an absolute path of at most 103 bytes, like unix:/run/llama.sock"
    }

    package var isTLS: Bool
    /// Without the brackets of an IPv6 address.
    package var host: String
    package var port: Int
    /// What stands before `/v1`, without a trailing slash; mostly empty.
    package var pathPrefix: String
    /// The unix socket that stands in the place of host and port; `nil`: there is none.
    package var socketPath: String?

    package init(_ text: String) throws(Problem) {
        var rest: Substring
        if text.lowercased().hasPrefix("unix:") {
            self = try Self.socket(text.dropFirst(5))
            return
        } else if text.lowercased().hasPrefix("http://") {
            (isTLS, rest) = (false, text.dropFirst(7))
        } else if text.lowercased().hasPrefix("https://") {
            (isTLS, rest) = (true, text.dropFirst(8))
        } else {
            throw .scheme
        }
        if rest.contains(where: { $0 == "?" || $0 == "#" }) { throw .query }
        let authority = rest.prefix { $0 != "/" }
        pathPrefix = Self.prefix(of: rest.dropFirst(authority.count))
        if authority.contains("@") { throw .credentials }
        (host, rest) = try Self.host(of: authority)
        if rest.isEmpty {
            port = isTLS ? 443 : 80
        } else {
            guard rest.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(rest.dropFirst()),
                (1...65535).contains(number)
            else { throw .port }
            port = number
        }
    }

    private init(socketPath: String, pathPrefix: String) {
        (isTLS, host, port) = (false, "localhost", 80)
        self.pathPrefix = pathPrefix
        self.socketPath = socketPath
    }

    private static func socket(_ text: Substring) throws(Problem) -> BackendAddress {
        // `unix:///run/x` is the same with an empty authority.
        let rest = text.hasPrefix("///") ? text.dropFirst(2) : text
        let path = rest.prefix { $0 != ":" }
        let base = rest.dropFirst(path.count).dropFirst()
        guard UnixSocketPath.isValid(path), !path.hasPrefix("//"), base.isEmpty || base.hasPrefix("/") else {
            throw .socket
        }
        if base.contains(where: { $0 == "?" || $0 == "#" }) { throw .query }
        return BackendAddress(socketPath: String(path), pathPrefix: prefix(of: base))
    }

    /// `localhost:8080` or `unix:/run/llama.sock`, as a short name.
    package var hostAndPort: String {
        if let socketPath { return "unix:" + socketPath }
        return (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    /// The address in the form that ``BackendConfiguration/url`` has.
    package var url: String {
        if socketPath != nil { return hostAndPort + (pathPrefix.isEmpty ? "" : ":" + pathPrefix) }
        return (isTLS ? "https://" : "http://") + hostAndPort + pathPrefix
    }

    private static func host(of authority: Substring) throws(Problem) -> (String, Substring) {
        let host: Substring
        let rest: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw .port }
            guard host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
                throw .hostCharacters
            }
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
            // Letters, digits, and beyond ASCII what the resolver may make of it.
            guard host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !#""<>\^`{|}"#.utf8.contains($0) }) else {
                throw .hostCharacters
            }
        }
        if host.isEmpty { throw .host }
        return (String(host), rest)
    }

    private static func prefix(of path: Substring) -> String {
        var path = path
        while path.last == "/" { path.removeLast() }
        if path == "/v1" || path.hasSuffix("/v1") { path.removeLast(3) }
        while path.last == "/" { path.removeLast() }
        return String(path)
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
