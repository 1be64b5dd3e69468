#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The log's file and its predecessors: FILE, FILE.1, ... Blocks; for one thread at a time.
struct TrafficLogFile: ~Copyable {
    private let path: String
    private let maximumBytes: Int
    private let fileCount: Int
    private var descriptor: Int32 = -1
    private var size = 0
    private var isRegular = false
    /// The file was there before, and others may read it. Its mode is its owner's business; that prompts are in it should be known.
    private(set) var isOpenToOthers = false
    /// Whose file `descriptor` is, to notice that somebody else moved it.
    private var identity: FileIdentity?
    /// A line was written in part; the next one begins on a line of its own.
    private var hasPartialLine = false

    private struct FileIdentity: Equatable {
        var device: UInt64
        var inode: UInt64
        init(_ facts: stat) {
            device = UInt64(truncatingIfNeeded: facts.st_dev)
            inode = UInt64(truncatingIfNeeded: facts.st_ino)
        }
    }

    /// A file that would grow beyond `maximumBytes` is rotated; `fileCount` (at least 1) files are kept in all.
    init(path: String, maximumBytes: Int, fileCount: Int) {
        self.path = path
        self.maximumBytes = maximumBytes
        self.fileCount = max(1, fileCount)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes a line. Throws the system's error; the file is opened anew with the next line then.
    mutating func append(_ line: [UInt8]) throws(TrafficLogError) {
        do {
            try prepare(for: line.count)
            try write(hasPartialLine ? [0x0A] + line : line)
        } catch {
            closeFile()
            throw error
        }
    }

    private mutating func prepare(for count: Int) throws(TrafficLogError) {
        if descriptor >= 0, isRegular, identity != Self.identity(at: path) { closeFile() }
        if descriptor < 0 { try openFile() }
        guard isRegular, size > 0, size + count > maximumBytes else { return }
        closeFile()
        try rotate()
        try openFile()
        hasPartialLine = false
    }

    private mutating func openFile() throws(TrafficLogError) {
        Self.createParents(of: path)
        // Non-blocking for the case that the path is a pipe without a reader. A link may be somebody else's, who would have us
        // write into a file of ours; those of the system (`/dev/stdout`) are not.
        let follows = path.hasPrefix("/dev/") ? 0 : O_NOFOLLOW
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | follows, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            throw Self.isLink(path)
                ? TrafficLogError(path: path, reason: .link) : TrafficLogError(path: path, code: code)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw TrafficLogError(path: path, code: errno) }
        if follows != 0, let reason = Self.reasonAgainst(facts) { throw TrafficLogError(path: path, reason: reason) }
        isRegular = facts.st_mode & S_IFMT == S_IFREG
        size = Int(facts.st_size)
        identity = FileIdentity(facts)
        isOpenToOthers = isRegular && facts.st_mode & 0o077 != 0
    }

    /// Why nothing is written to a file that was there before; `nil`: it is ours, and has no other name under which it is
    /// something else.
    private static func reasonAgainst(_ facts: stat) -> TrafficLogError.Reason? {
        let kind = facts.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFIFO else { return .noFile }
        guard facts.st_uid == geteuid() else { return .notOurs }
        return kind == S_IFREG && facts.st_nlink > 1 ? .otherNames : nil
    }

    private static func isLink(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
    }

    private mutating func closeFile() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private mutating func write(_ bytes: [UInt8]) throws(TrafficLogError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
                size += count
            } else if count == 0 || errno != EINTR {
                let code = count == 0 ? EIO : errno
                if written > 0 { hasPartialLine = bytes[written - 1] != 0x0A }
                throw TrafficLogError(path: path, code: code)
            }
        }
        hasPartialLine = false
    }

    /// FILE.1 becomes FILE.2 and so on, the oldest goes, FILE becomes FILE.1.
    private func rotate() throws(TrafficLogError) {
        guard fileCount > 1 else {
            guard unlink(path) == 0 || errno == ENOENT else { throw TrafficLogError(path: path, code: errno) }
            return
        }
        for number in stride(from: fileCount - 2, through: 0, by: -1) {
            let from = number == 0 ? path : "\(path).\(number)"
            guard rename(from, "\(path).\(number + 1)") == 0 || errno == ENOENT else {
                throw TrafficLogError(path: from, code: errno)
            }
        }
    }

    private static func identity(at path: String) -> FileIdentity? {
        var facts = stat()
        return lstat(path, &facts) == 0 ? FileIdentity(facts) : nil
    }

    /// Makes the folders above `path`, for the owner alone. What fails shows when the file is opened.
    private static func createParents(of path: String) {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            end = path.index(after: slash)
            if slash > path.startIndex { _ = mkdir(String(path[..<slash]), 0o700) }
        }
    }
}

/// The system refused to open, write or rotate the log.
struct TrafficLogError: Error, Equatable {
    enum Reason: Equatable {
        /// `errno`
        case system(Int32)
        case link, noFile, notOurs, otherNames
    }

    var path: String
    var reason: Reason

    init(path: String, reason: Reason) { (self.path, self.reason) = (path, reason) }
    init(path: String, code: Int32) { self.init(path: path, reason: .system(code)) }

    /// `/var/log/x: No space left on device`
    var description: String {
        let text =
            switch reason {
            case .system(let code): String(cString: strerror(code))
            case .link: "is a link, which is not followed; name the file itself"
            case .noFile: "is no file"
            case .notOurs: "belongs to another user"
            case .otherNames: "has another name as well (a hard link)"
            }
        return "\(path): \(text)"
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
