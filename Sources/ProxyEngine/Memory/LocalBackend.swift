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
        guard let address = try? BackendAddress(backend.url) else { return nil }
        let host = HostName(address.host)
        guard host.isLoopback || host.isUnspecified || host.text.hasSuffix(".localhost") else { return nil }
        self.init(name: backend.name, port: address.socketPath == nil ? address.port : 0)
    }
}
