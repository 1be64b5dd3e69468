import CNcurses

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Wakes the screen's thread: from other threads with a zero, from signal handlers with the signal's number.
final class WakePipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    /// `nil` where the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func wake() {
        var byte: UInt8 = 0
        // A full pipe has woken the reader already.
        _ = write(writeEnd, &byte, 1)
    }

    /// From now on signals write here.
    func claimSignals() { cn_claim_signals(writeEnd) }
    func releaseSignals() { cn_release_signals() }

    /// Everything that has been written, without waiting.
    func drain() -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while true {
            let count = read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return result }
            result += buffer[..<count]
        }
    }
}
