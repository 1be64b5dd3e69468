import CNcurses

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A text in the editor that the user's environment names, on this terminal: a file that is gone afterwards, and a child in
/// the foreground, as a shell would start it. The terminal must have been given back before.
struct ExternalEditor: ~Copyable {
    enum Progress {
        case runs
        case ended(Outcome)
    }
    enum Outcome: Equatable {
        /// What is in the file now.
        case text(String)
        /// Why there is nothing.
        case failed(String)
    }

    /// As people set it, with options.
    static var command: String {
        let environment = ProcessInfo.processInfo.environment
        return ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    }

    private let terminal: Int32
    private let folder: String
    private let file: String
    private let child: pid_t

    private init(folder: String, file: String, child: pid_t, terminal: Int32) {
        self.folder = folder
        self.file = file
        self.child = child
        self.terminal = terminal
    }

    /// Opens `text` in a file of this `name`.
    static func open(
        _ text: String, name: String, input: Int32, output: Int32
    ) throws(EditorProblem) -> ExternalEditor {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        // Only the user may look into it: what a conversation says is private.
        var template = Array("\(base)/llama-stream-top-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw EditorProblem("no folder can be made in \(base)") }
        let folder = String(cString: made)
        let file = "\(folder)/\(name)"
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            let child = try spawn(file, input: input, output: output)
            let editor = ExternalEditor(folder: folder, file: file, child: child, terminal: output)
            editor.give(to: child)
            return editor
        } catch {
            unlink(file)
            rmdir(folder)
            throw error as? EditorProblem ?? EditorProblem("\(file) cannot be written")
        }
    }

    deinit {
        unlink(file)
        rmdir(folder)
    }

    /// Looks whether it has ended. One that is stopped, because it came before the terminal was its own or by a key of the
    /// user's, is let go on: there is no shell to come back from.
    func look() -> Progress {
        var word: Int32 = 0
        let result = waitpid(child, &word, WNOHANG | WUNTRACED)
        if result == 0 || result < 0 && errno == EINTR { return .runs }
        if result > 0, word & 0xFF == 0x7F {
            give(to: child)
            kill(-child, SIGCONT)
            return .runs
        }
        takeBack()
        guard result > 0, word == 0 else { return .ended(.failed(Self.words(of: result > 0 ? word : -1))) }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)) else {
            return .ended(.failed("\(Self.command) left no file"))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            return .ended(.failed("what was written is no UTF-8"))
        }
        return .ended(.text(text))
    }

    /// Ends it, because the screen ends.
    func end() {
        kill(-child, SIGHUP)
        kill(-child, SIGCONT)
        var word: Int32 = 0
        while waitpid(child, &word, 0) < 0, errno == EINTR {}
        takeBack()
    }

    private static func words(of word: Int32) -> String {
        let signal = word & 0x7F
        if signal != 0 { return "\(command) was ended by signal \(signal)" }
        let code = word >> 8 & 0xFF
        return code == 127 ? "there is no editor \(command); EDITOR names one" : "\(command) ended with status \(code)"
    }

    private func give(to group: pid_t) { _ = tcsetpgrp(terminal, group) }

    /// A process in the background is stopped where it takes the terminal, unless it does not hear that.
    private func takeBack() {
        let former = signal(SIGTTOU, SIG_IGN)
        give(to: getpgrp())
        _ = signal(SIGTTOU, former)
    }

    private static func spawn(_ file: String, input: Int32, output: Int32) throws(EditorProblem) -> pid_t {
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
        for (from, to) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (output, STDERR_FILENO)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        // A group of its own: the keys that interrupt it are not meant for the proxy.
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        var ignored = sigset_t()
        sigemptyset(&ignored)
        for number in [SIGPIPE, SIGTTOU, SIGTTIN, SIGTSTP] { sigaddset(&ignored, number) }
        posix_spawnattr_setsigdefault(&attributes, &ignored)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        // The shell outlives a key that interrupts the editor, which may mean something to it.
        let words = ["sh", "-c", "trap : INT QUIT; \(command) \"$1\"", "sh", file]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in arguments + environment { free(word) } }
        var id: pid_t = 0
        guard posix_spawnp(&id, "sh", &actions, &attributes, &arguments, &environment) == 0 else {
            throw EditorProblem("no shell can be started")
        }
        return id
    }
}

/// Why no editor came up.
struct EditorProblem: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
