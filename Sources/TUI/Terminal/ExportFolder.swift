import Monitoring

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where exports are written: `$XDG_STATE_HOME/llama-stream-top/exports`. Only the user can read them, since prompts are
/// private.
enum ExportFolder {
    private static let folderMode: mode_t = 0o700
    private static let fileMode: mode_t = 0o600

    static var path: String { state + "/exports" }

    /// Where what is kept from run to run belongs.
    static var state: String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "."
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
        return state + "/llama-stream-top"
    }

    /// Puts a new file in the place of an old one.
    static func replace(_ file: String, with bytes: [UInt8]) {
        guard let end = file.lastIndex(of: "/"), make(String(file[..<end])) else { return }
        let fresh = file + ".new"
        _ = unlink(fresh)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, fileMode)
        guard descriptor >= 0 else { return }
        let isWhole = writeAll(bytes, to: descriptor)
        close(descriptor)
        if isWhole { _ = rename(fresh, file) } else { _ = unlink(fresh) }
    }

    /// Writes `export` and says where to.
    static func write(_ export: RequestExport, folder: String = path) -> ViewState.Message {
        let file = folder + "/" + export.name
        guard make(folder) else { return problem(folder) }
        let bytes = Array(export.text.utf8)
        if export.appends, contains(bytes, file) { return ViewState.Message("is in \(abbreviated(file)) already") }
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (export.appends ? O_APPEND : O_TRUNC)
        let descriptor = open(file, flags, fileMode)
        guard descriptor >= 0 else { return problem(file) }
        defer { close(descriptor) }
        // A file from before may be open to others.
        _ = fchmod(descriptor, fileMode)
        guard writeAll(bytes, to: descriptor) else { return problem(file) }
        let verb = export.appends ? "added to" : "wrote"
        return ViewState.Message("\(verb) \(abbreviated(file)) (\(Formatting.bytes(bytes.count)))")
    }

    /// Writes `lines` into a file that there is not yet, anywhere; `~/` is the user's folder. Says what became of it.
    static func write(new lines: [String], to path: String) -> ViewState.Message {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        let file = path.hasPrefix("~/") && !home.isEmpty ? home + path.dropFirst() : path
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, fileMode)
        guard descriptor >= 0 else { return problem(file) }
        defer { close(descriptor) }
        let text = lines.map { line in
            String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
        let bytes = Array(text.utf8)
        guard writeAll(bytes, to: descriptor) else { return problem(file) }
        return ViewState.Message("wrote \(abbreviated(file)) (\(Formatting.bytes(bytes.count)))")
    }

    /// Whether a file that gathers lines has this one.
    private static func contains(_ line: [UInt8], _ file: String) -> Bool {
        let newline = UInt8(ascii: "\n")
        let wanted = line.prefix { $0 != newline }
        return FileManager.default.contents(atPath: file)?.split(separator: newline)
            .contains { $0.elementsEqual(wanted) } ?? false
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Self.write(descriptor, $0) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            written += count
        }
        return true
    }

    /// Makes the folder and those that it stands in.
    private static func make(_ folder: String) -> Bool {
        for (index, character) in folder.enumerated() where character == "/" && index > 0 {
            // What is there already, or cannot be made, shows when the last one is.
            _ = mkdir(String(folder.prefix(index)), folderMode)
        }
        return mkdir(folder, folderMode) == 0 || errno == EEXIST
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func abbreviated(_ path: String) -> String {
        guard let home = ProcessInfo.processInfo.environment["HOME"], !home.isEmpty, path.hasPrefix(home + "/") else {
            return path
        }
        return "~" + path.dropFirst(home.count)
    }

    private static func problem(_ path: String) -> ViewState.Message {
        ViewState.Message("cannot write (\(String(cString: strerror(errno)))): \(abbreviated(path))", isProblem: true)
    }
}
