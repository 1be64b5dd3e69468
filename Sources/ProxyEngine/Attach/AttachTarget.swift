import Monitoring

/// A proxy to watch, as somebody names it: `:8066`, `gpu1`, `gpu1:8066`, `https://gpu1/proxy`, `unix:/run/proxy.sock`,
/// `big=gpu1:8066`.
package struct AttachTarget: Equatable, Sendable {
    /// Why a text names no proxy.
    package struct Problem: Error, Equatable, Sendable {
        package var message: String
    }

    /// Where a proxy is unless told otherwise.
    package static let defaultPort = 8066

    /// The given name, else the address in short.
    package var name: String
    package var address: BackendAddress

    /// The proxy of this machine at its usual port.
    package static let local = [":\(defaultPort)"]

    package init(_ text: String) throws(Problem) {
        let (name, place) = Self.split(text)
        do {
            address = try BackendAddress(Self.url(place))
        } catch {
            throw Problem(
                message: "\"\(text)\" is no address of a proxy: \(error.rawValue). "
                    + "Needed: :PORT, HOST, HOST:PORT, http(s)://HOST:PORT or unix:PATH, with NAME= before it for a short name"
            )
        }
        self.name = name ?? Self.shortName(address)
    }

    /// All of them, each with a name of its own.
    package static func all(_ texts: [String]) throws(Problem) -> [AttachTarget] {
        var targets: [AttachTarget] = []
        for text in texts {
            let target = try AttachTarget(text)
            if let twin = targets.first(where: { $0.address == target.address || $0.name == target.name }) {
                let what = twin.address == target.address ? target.address.url : "the name \(target.name)"
                throw Problem(message: "\(what) is given twice")
            }
            targets.append(target)
        }
        guard targets.count <= RequestID.maximumProxies else {
            throw Problem(message: "no more than \(RequestID.maximumProxies) proxies can be watched at once")
        }
        return targets
    }

    private static func split(_ text: String) -> (name: String?, place: Substring) {
        guard let mark = text.firstIndex(of: "=") else { return (nil, text[...]) }
        let name = text[..<mark]
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
        return isName ? (String(name), text[text.index(after: mark)...]) : (nil, text[...])
    }

    private static func url(_ place: Substring) -> String {
        if place.contains("://") || place.lowercased().hasPrefix("unix:") { return String(place) }
        let authority = place.prefix { $0 != "/" }
        let path = place.dropFirst(authority.count)
        let digits = authority.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if digits, !authority.isEmpty { return "http://127.0.0.1:\(authority)\(path)" }
        if authority.first == ":" { return "http://127.0.0.1\(authority)\(path)" }
        let rest = authority.first == "[" ? authority.drop { $0 != "]" } : authority
        return "http://\(authority)\(rest.contains(":") ? "" : ":\(defaultPort)")\(path)"
    }

    private static func shortName(_ address: BackendAddress) -> String {
        if address.socketPath != nil { return address.url }
        let isHere = ["127.0.0.1", "localhost", "::1"].contains(address.host)
        return (isHere ? ":\(address.port)" : address.hostAndPort) + address.pathPrefix
    }
}
