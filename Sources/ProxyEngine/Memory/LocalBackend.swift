/// A backend that listens on this machine.
package struct LocalBackend: Equatable, Sendable {
    package var name: String
    /// 0: it has none, and its process is not looked for.
    package var port: Int

    package init(name: String, port: Int) {
        self.name = name
        self.port = port
    }

    /// `nil` where the backend is on another machine, as far as its address tells.
    package init?(_ backend: BackendConfiguration) {
        guard let address = try? BackendAddress(backend.url), Self.isLoopback(address.host) else { return nil }
        self.init(name: backend.name, port: address.socketPath == nil ? address.port : 0)
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        return ["localhost", "::1", "0.0.0.0", "::"].contains(host) || host.hasPrefix("127.")
    }
}
