#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines for the person at the keyboard, apart from the output.
enum StandardError {
    static func print(_ line: String) { write(line + "\n") }
    static func write(_ text: String) { StandardStream.write(Array(text.utf8), to: STDERR_FILENO) }
}

/// Lines for whoever reads the output.
enum StandardOutput {
    static func print(_ line: String) { StandardStream.write(Array((line + "\n").utf8), to: STDOUT_FILENO) }
    static func write(_ bytes: [UInt8]) { StandardStream.write(bytes, to: STDOUT_FILENO) }
}

/// What somebody types or pipes in.
enum StandardInput {
    /// Everything, up to its end.
    static func readAll() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { posixRead(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 || errno != EINTR {
                return bytes
            }
        }
    }
}

private enum StandardStream {
    /// Unbuffered: a reader at the end of a pipe sees each line when it is written. What cannot be written is lost.
    static func write(_ bytes: [UInt8], to file: Int32) {
        var rest = bytes[...]
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

private func posixRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, bytes, count)
}
