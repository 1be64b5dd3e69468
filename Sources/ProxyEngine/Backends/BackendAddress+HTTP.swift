/// What requests to the backend say of its address.
extension BackendAddress {
    /// The value of `Host`: the port is left out where it is the scheme's own (RFC 9110, section 7.2).
    var hostHeader: String {
        guard port == (isTLS ? 443 : 80) else { return hostAndPort }
        return host.contains(":") ? "[\(host)]" : host
    }

    /// The request target for `target`, a path with query as a client sent it.
    func target(for target: String) -> String { pathPrefix.isEmpty ? target : pathPrefix + target }
}
