/// Paths of unix sockets.
package enum UnixSocketPath {
    /// `sun_path` holds 104 bytes where it is shortest, the last of which is 0: unix(7), and `sys/un.h` of macOS.
    private static let maximumBytes = 103

    /// Absolute, short enough, and without what ends it in other places.
    package static func isValid(_ path: some StringProtocol) -> Bool {
        path.hasPrefix("/") && !path.hasSuffix("/") && path.utf8.count <= maximumBytes
            && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Whether nobody but this machine can reach a listener on `host`.
    package static func isLocal(_ host: String) -> Bool { path(of: host) != nil || HostName(host).isLoopback }

    /// The path of `unix:/path`; `nil`: it is none.
    package static func path(of host: String) -> String? {
        guard host.lowercased().hasPrefix("unix:") else { return nil }
        let path = host.dropFirst(5)
        return isValid(path) && !path.contains(":") ? String(path) : nil
    }
}
