/// Why the proxy could not be started.
package enum ProxyStartError: Error, Equatable, Sendable, CustomStringConvertible {
    case portTaken(host: String, port: Int)
    case cannotListen(host: String, port: Int, reason: String)
    /// Listening beyond the loopback without a key.
    case needsKey(host: String)
    case noBackend
    case badBackend(name: String, reason: String)
    /// The listener's certificate or key cannot be used.
    case badCertificate(setting: String, path: String, reason: String)
    case socketTaken(path: String)
    case cannotOpenSocket(path: String, reason: String)
    case noSocket(path: String)

    package var description: String {
        switch self {
        case .portTaken(let host, let port):
            "port \(port) on \(host) is taken; choose another with --port, or 0 for any free one"
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        case .needsKey(let host):
            "\(host) can be reached from other machines: set a key (--api-key-file), or allow everybody in with "
                + "--insecure-listen"
        case .noBackend: "there is no backend to forward to; name one with --backend"
        case .badBackend(let name, let reason): "backend \(name): \(reason)"
        case .badCertificate(let setting, let path, let reason): "\(setting): \(path) \(reason)"
        case .cannotOpenSocket(let path, let reason): "cannot listen on unix:\(path): \(reason)"
        case .socketTaken(let path): "somebody listens on \(path) already; choose another with --host unix:PATH"
        case .noSocket(let path): "\(path) is there already and no socket; choose another path with --host unix:PATH"
        }
    }
}
