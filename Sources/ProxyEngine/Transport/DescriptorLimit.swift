#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many descriptors this process may have, and what is left of them for connections of clients.
package enum DescriptorLimit {
    /// Backends, files and what the system takes for itself need some.
    private static let reserve = 64
    /// And the more, the more requests run.
    private static let reservedShare = 8

    /// What a process that takes more would be an accident.
    private static let enough: rlim_t = 1 << 20

    #if canImport(Glibc)
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif

    static var current: Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 256 }
        return Int(clamping: limit.rlim_cur)
    }

    /// Takes as many as the system allows this process. Shells give fewer than that, for the sake of old programs.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, enough))
        _ = setrlimit(resource, &limit)
    }

    /// Connections of clients that `descriptors` are enough for.
    static func connections(descriptors: Int) -> Int {
        max(1, descriptors - max(reserve, descriptors / reservedShare))
    }
}
