import CNcurses

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Keeps what others write to standard output and standard error off the screen, and shows it afterwards.
///
/// It goes into a file without a name, so that whoever writes never waits for the screen. Streams that are no terminal
/// are left alone.
struct StandardStreams: ~Copyable {
    /// Bytes that are shown afterwards, from the end.
    private static let shownBytes = 64 * 1024
    /// A file that has grown to this is started anew.
    private static let maximumBytes = 1 << 20

    private let file: Int32
    /// The stream and a copy of where it went.
    private let redirected: [(stream: Int32, original: Int32)]

    init() {
        file = Self.temporaryFile()
        var redirected: [(stream: Int32, original: Int32)] = []
        if file >= 0 {
            for stream in [STDOUT_FILENO, STDERR_FILENO] where isatty(stream) == 1 {
                let original = dup(stream)
                guard original >= 0, dup2(file, stream) >= 0 else { continue }
                redirected.append((stream, original))
            }
        }
        self.redirected = redirected
        func original(_ stream: Int32) -> Int32 { redirected.first { $0.stream == stream }?.original ?? -1 }
        cn_set_captured_streams(file, original(STDOUT_FILENO), original(STDERR_FILENO))
    }

    /// Puts the streams back and writes what was kept.
    consuming func restore() {}

    deinit {
        cn_set_captured_streams(-1, -1, -1)
        fflush(nil)
        for (stream, original) in redirected {
            dup2(original, stream)
            close(original)
        }
        guard file >= 0 else { return }
        showEnd()
        close(file)
    }

    /// Keeps the file from growing without bound. Cheap.
    func trim() {
        guard file >= 0 else { return }
        if lseek(file, 0, SEEK_END) > off_t(Self.maximumBytes) { ftruncate(file, 0) }
    }

    private func showEnd() {
        let end = lseek(file, 0, SEEK_END)
        guard end > 0 else { return }
        let count = min(Int(end), Self.shownBytes)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, count, end - off_t(count)))
        }
        bytes.withUnsafeBytes { buffer in _ = write(STDERR_FILENO, buffer.baseAddress, buffer.count) }
    }

    private static func temporaryFile() -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array((folder + "/llama-stream-top.XXXXXX").utf8CString)
        let file = path.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -1 }
            let file = mkstemp(base)
            if file >= 0 { unlink(base) }
            return file
        }
        // Appending, so that two writers and a truncated file do no harm.
        if file >= 0 { _ = fcntl(file, F_SETFL, O_APPEND) }
        return file
    }
}
