#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Sleeps until something happens.
enum EventWait {
    struct Result {
        var hasInput = false
        var isWoken = false
        /// `output` takes more.
        var isWritable = false
    }

    /// Waits for a key, a wake-up, until a full terminal takes more output, or until `seconds` have passed; `nil`: for ever.
    static func wait(input: Int32?, wake: Int32, output: Int32? = nil, seconds: Double?) -> Result {
        // What is below zero is passed over.
        var waiting = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: input ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output ?? -1, events: Int16(POLLOUT), revents: 0),
        ]
        // Rounded up: waking a moment too early would mean going round once more for nothing.
        let milliseconds = seconds.map { Int32(clamping: Int(max(0, min($0, 3_600)) * 1_000 + 0.999)) } ?? -1
        guard poll(&waiting, nfds_t(waiting.count), milliseconds) > 0 else { return Result() }
        return Result(
            hasInput: waiting[1].revents != 0, isWoken: waiting[0].revents != 0, isWritable: waiting[2].revents != 0)
    }

    /// Whether a terminal takes more output without making its writer wait, now or within so many milliseconds.
    static func isWritable(_ output: Int32, milliseconds: Int32 = 0) -> Bool {
        var waiting = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        return poll(&waiting, 1, milliseconds) > 0
    }
}
