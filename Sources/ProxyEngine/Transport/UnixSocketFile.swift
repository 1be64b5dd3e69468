import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The listener's unix socket in the file system: one that nobody listens on any more gives way, ours goes with us.
struct UnixSocketFile: Sendable {
    let path: String
    private let inode: UInt64?

    /// Why the socket cannot be opened.
    enum Problem: Error {
        /// Somebody listens on it.
        case taken
        /// Something else has its name.
        case noSocket
    }

    /// Makes room for a socket at `path`.
    static func prepare(_ path: String, group: any EventLoopGroup) async throws(Problem) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        guard facts.st_mode & S_IFMT == S_IFSOCK else { throw .noSocket }
        if let other = try? await ClientBootstrap(group: group).connect(unixDomainSocketPath: path).get() {
            try? await other.close()
            throw .taken
        }
        unlink(path)
    }

    /// The socket that has been opened at `path`. Nobody else can use it before it has its mode: it was made without any.
    init(opened path: String, mode: SocketMode) {
        self.path = path
        chmod(path, mode_t(mode.bits))
        inode = Self.inode(path)
    }

    /// Removes it, unless another has taken its place.
    func remove() {
        if let inode, inode == Self.inode(path) { unlink(path) }
    }

    private static func inode(_ path: String) -> UInt64? {
        var facts = stat()
        return lstat(path, &facts) == 0 ? UInt64(facts.st_ino) : nil
    }
}

/// Whether files can be read.
enum ReadableFile {
    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }
}
