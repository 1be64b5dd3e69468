#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines for the person at the keyboard, apart from the output.
enum StandardError {
    static func print(_ line: String) { StandardStream.write(line + "\n", to: STDERR_FILENO) }
}

/// Lines for whoever reads the output.
enum StandardOutput {
    static func print(_ line: String) { StandardStream.write(line + "\n", to: STDOUT_FILENO) }
}

private enum StandardStream {
    /// Unbuffered: a reader at the end of a pipe sees each line when it is written. What cannot be written is lost.
    static func write(_ text: String, to file: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { posixWrite(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
