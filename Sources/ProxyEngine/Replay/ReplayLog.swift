package import Monitoring

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of a traffic log, read from the disk when they are needed. Blocks.
package final class ReplayLog: RecordedLog {
    /// Why a log cannot be replayed.
    package struct Problem: Error, Equatable, Sendable {
        package var message: String
    }

    /// A line that is longer is none of ours: request and response together are bounded by the proxy.
    static let maximumLineBytes = 512 << 20
    private static let chunkBytes = 1 << 20

    package let index: [LogIndexEntry]
    /// Lines that are no requests of a log.
    package let brokenLines: Int
    /// What is replayed, in short.
    package let name: String
    private let files: [Int32]

    /// Looks through all of them; `-` is standard input. `progress` is told now and then which one is looked at, and how
    /// many of a hundred parts of it are done.
    package init(paths: [String], progress: (_ path: String, _ percent: Int) -> Void = { _, _ in }) throws(Problem) {
        var files: [Int32] = []
        var index: [LogIndexEntry] = []
        var broken = 0
        for path in paths {
            let file: Int32
            do throws(Problem) {
                file = try Self.open(path)
            } catch {
                for file in files { close(file) }
                throw error
            }
            files.append(file)
            let size = max(1, Int(lseek(file, 0, SEEK_END)))
            var told = -1
            Self.lines(of: file) { line, offset in
                let percent = Int(Double(offset) / Double(size) * 100)
                if percent != told { progress(path, percent) }
                told = percent
                guard let line else {
                    broken += 1
                    return true
                }
                if line.allSatisfy({ $0 <= 0x20 }) { return true }
                if let entry = LogIndexEntry(line, file: files.count - 1, offset: offset) {
                    index.append(entry)
                } else {
                    broken += 1
                }
                return true
            }
        }
        self.files = files
        self.index = index
        brokenLines = broken
        let first = paths.first.map { $0 == "-" ? "standard input" : Self.lastComponent($0) } ?? ""
        name = paths.count > 1 ? "\(first) and \(paths.count - 1) more" : first
    }

    deinit {
        for file in files { close(file) }
    }

    /// The request at `entry`; `nil` where it cannot be read.
    package func request(_ entry: LogIndexEntry) -> RecordedRequest? {
        guard files.indices.contains(entry.file), entry.length <= Self.maximumLineBytes else { return nil }
        var bytes = [UInt8](repeating: 0, count: entry.length)
        var count = 0
        while count < entry.length {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(
                    files[entry.file], buffer.baseAddress.map { $0 + count }, entry.length - count,
                    off_t(entry.offset + count))
            }
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { return nil }
            count += read
        }
        return bytes.withUnsafeBytes { try? RecordedRequest($0) }
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    // MARK: Files

    private static func open(_ path: String) throws(Problem) -> Int32 {
        if path == "-" { return try spooled() }
        let file = Self.descriptor(path)
        guard file >= 0 else { throw Problem(message: "\(path): \(String(cString: strerror(errno)))") }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw Problem(message: "\(path) is no file that can be read twice; give - to read standard input")
        }
        return file
    }

    private static func descriptor(_ path: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, O_RDONLY | O_CLOEXEC)
        #elseif canImport(Musl)
            Musl.open(path, O_RDONLY | O_CLOEXEC)
        #else
            Darwin.open(path, O_RDONLY | O_CLOEXEC)
        #endif
    }

    /// Standard input in a file that has no name, because it is read more than once.
    private static func spooled() throws(Problem) -> Int32 {
        var template = Array("/tmp/llama-stream-top-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Problem(message: "no temporary file: \(String(cString: strerror(errno)))") }
        unlink(template)
        var buffer = [UInt8](repeating: 0, count: chunkBytes)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return file }
            var written = 0
            while written < count {
                let step = buffer[written..<count].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                guard step > 0 else {
                    close(file)
                    throw Problem(message: "standard input could not be kept: \(String(cString: strerror(errno)))")
                }
                written += step
            }
        }
    }

    /// Hands out each line with its place; `nil`: a line that is too long. `body` answers whether to go on.
    private static func lines(of file: Int32, _ body: (UnsafeRawBufferPointer?, Int) -> Bool) {
        var buffer: [UInt8] = []
        var base = 0
        var isSkipping = false
        while true {
            let kept = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: chunkBytes))
            let count = buffer.withUnsafeMutableBytes { bytes in
                pread(file, bytes.baseAddress.map { $0 + kept }, chunkBytes, off_t(base + kept))
            }
            if count < 0, errno == EINTR {
                buffer.removeLast(chunkBytes)
                continue
            }
            buffer.removeLast(chunkBytes - max(0, count))
            let isAtEnd = count <= 0
            var start = 0
            let goesOn = buffer.withUnsafeBytes { bytes in
                var from = kept
                while from < bytes.count, let end = bytes[from...].firstIndex(of: 0x0A) {
                    if !isSkipping, !body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), base + start) {
                        return false
                    }
                    isSkipping = false
                    start = end + 1
                    from = start
                }
                // The last line may lack its line feed.
                guard isAtEnd, start < bytes.count, !isSkipping else { return true }
                return body(UnsafeRawBufferPointer(rebasing: bytes[start...]), base + start)
            }
            if isAtEnd || !goesOn { return }
            buffer.removeFirst(start)
            base += start
            if buffer.count > maximumLineBytes {
                if !isSkipping { _ = body(nil, base) }
                isSkipping = true
                base += buffer.count
                buffer = []
            }
        }
    }
}
