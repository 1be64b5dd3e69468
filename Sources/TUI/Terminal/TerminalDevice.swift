import CNcurses

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The terminal's descriptors, and what the environment says about it.
struct TerminalDevice: ~Copyable {
    let input: Int32
    let output: Int32

    /// Copies of standard output, and of standard input or else `/dev/tty`, so that the streams can be redirected.
    init() throws(TerminalError) {
        guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        guard Self.type != "dumb", !Self.type.isEmpty else { throw .unsuitable(Self.type) }
        let input = isatty(STDIN_FILENO) == 1 ? dup(STDIN_FILENO) : open("/dev/tty", O_RDONLY)
        guard input >= 0 else { throw .notATerminal }
        let output = dup(STDOUT_FILENO)
        guard output >= 0 else {
            close(input)
            throw .notATerminal
        }
        self.input = input
        self.output = output
        for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(input)
        close(output)
    }

    /// Whether this process may use the terminal, which it may not while it runs in the background of a shell.
    var isForeground: Bool { tcgetpgrp(output) == getpgrp() }

    /// Whether the other end has hung up.
    var isGone: Bool {
        var modes = termios()
        return tcgetattr(output, &modes) != 0
    }

    static var type: String { getenv("TERM").map { String(cString: $0) } ?? "" }
    /// The user sits at another machine.
    static var isRemote: Bool { getenv("SSH_TTY") != nil }
    /// Each colour can be shown, and not those of a palette only (https://github.com/termstandard/colors).
    static var showsTrueColor: Bool {
        ["truecolor", "24bit"].contains(getenv("COLORTERM").map { String(cString: $0) } ?? "")
    }
    static var forbidsColor: Bool { getenv("NO_COLOR").map { $0.pointee != 0 } ?? false }
}
