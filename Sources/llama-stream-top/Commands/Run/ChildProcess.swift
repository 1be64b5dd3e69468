import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that was started from here.
final class ChildProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let id: pid_t
    /// Its standard output; -1: ours.
    private let output: Int32
    private let status = Mutex<Int32?>(nil)

    private init(id: pid_t, output: Int32) {
        self.id = id
        self.output = output
    }

    /// This program's own file.
    static var ownPath: String {
        #if os(Linux)
            "/proc/self/exe"
        #else
            CommandLine.arguments[0]
        #endif
    }

    /// Starts a program in this terminal, in the foreground.
    static func inTerminal(_ words: [String], environment: [(name: String, value: String)]) throws -> ChildProcess {
        try spawn(words, environment: environment, pipe: nil)
    }

    /// Starts a program whose output is read here, out of reach of the keys that are meant for another.
    static func piped(_ words: [String]) throws -> ChildProcess {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe can be had") }
        defer { close(ends[1]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        return try spawn(words, environment: [], pipe: (ends[0], ends[1]))
    }

    private static func spawn(
        _ words: [String], environment: [(name: String, value: String)], pipe: (read: Int32, write: Int32)?
    ) throws -> ChildProcess {
        var variables = ProcessInfo.processInfo.environment
        for (name, value) in environment { variables[name] = value }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let pipe {
            posix_spawn_file_actions_adddup2(&actions, pipe.write, STDOUT_FILENO)
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var id: pid_t = 0
        let result = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &environment)
        guard result == 0 else {
            throw Failure(description: "\(words[0]): \(String(cString: strerror(result)))")
        }
        return ChildProcess(id: id, output: pipe?.read ?? -1)
    }

    /// The first line that it writes; `nil`: it ended before. The rest is thrown away.
    func firstLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == 0x0A {
                drain()
                return String(decoding: line, as: UTF8.self)
            }
            line.append(byte)
        }
        return nil
    }

    /// A full pipe would hold it up.
    private func drain() {
        let output = output
        let thread = Thread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while read(output, &buffer, buffer.count) > 0 {}
        }
        thread.start()
    }

    /// Waits for its end. Returns what a shell would: its exit code, or 128 and the signal that ended it.
    func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            var word: Int32 = 0
            while waitpid(id, &word, 0) < 0, errno == EINTR {}
            let signal = word & 0x7F
            let code = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
            status = code
            return code
        }
    }

    func end() {
        guard status.withLock({ $0 == nil }) else { return }
        kill(id, SIGTERM)
        _ = wait()
    }
}
