import Testing

@testable import ProxyEngine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder of its own in the temporary one, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "traffic-log-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The lines of the file `name`; `nil` where there is none.
    func lines(of name: String) -> [String]? {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else { return nil }
        return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    func permissions(of name: String) throws -> Int {
        var facts = stat()
        try #require(stat("\(path)/\(name)", &facts) == 0)
        return Int(facts.st_mode & 0o777)
    }
}

struct TrafficLogFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func line(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }

    @Test func createsItsFoldersForTheOwnerAlone() throws {
        var file = TrafficLogFile(path: "\(folder.path)/a/b/traffic.jsonl", maximumBytes: 1000, fileCount: 2)
        try file.append(line("one"))
        #expect(folder.lines(of: "a/b/traffic.jsonl") == ["one"])
        #expect(try folder.permissions(of: "a") == 0o700)
        #expect(try folder.permissions(of: "a/b/traffic.jsonl") == 0o600)
    }

    /// The mode of what was there before is not changed; that others may read it is known.
    @Test func goesOnWithAnExistingFile() throws {
        let path = "\(folder.path)/log"
        _ = FileManager.default.createFile(
            atPath: path, contents: Data("old\n".utf8), attributes: [.posixPermissions: 0o644])
        var file = TrafficLogFile(path: path, maximumBytes: 1000, fileCount: 2)
        try file.append(line("new"))
        #expect(folder.lines(of: "log") == ["old", "new"])
        #expect(try folder.permissions(of: "log") == 0o644)
        let isOpen = file.isOpenToOthers
        #expect(isOpen)
    }

    /// In a folder where others may write, a link in the place of the log would have us write elsewhere, or change what is
    /// there: nothing is touched.
    @Test(arguments: [("symbolic", TrafficLogError.Reason.link), ("hard", .otherNames), ("dangling", .link)])
    func followsNoLinks(kind: String, reason: TrafficLogError.Reason) throws {
        let (target, path) = ("\(folder.path)/target", "\(folder.path)/log")
        _ = FileManager.default.createFile(
            atPath: target, contents: Data("theirs\n".utf8), attributes: [.posixPermissions: 0o644])
        switch kind {
        case "symbolic": try #require(symlink(target, path) == 0)
        case "hard": try #require(link(target, path) == 0)
        default: try #require(symlink(target + "-none", path) == 0)
        }
        var file = TrafficLogFile(path: path, maximumBytes: 1000, fileCount: 2)
        let error = #expect(throws: TrafficLogError.self) { try file.append(line("new")) }
        #expect(error?.reason == reason)
        #expect(folder.lines(of: "target") == ["theirs"])
        #expect(folder.lines(of: "target-none") == nil)
        #expect(try folder.permissions(of: "target") == 0o644)
        // When it is out of the way, the log is written.
        try #require(unlink(path) == 0)
        try file.append(line("new"))
        #expect(folder.lines(of: "log") == ["new"])
    }

    /// Who runs as root is not to write into other users' files either.
    @Test(.enabled(if: geteuid() == 0)) func leavesOtherUsersFilesAlone() throws {
        let path = "\(folder.path)/log"
        _ = FileManager.default.createFile(atPath: path, contents: Data("theirs\n".utf8))
        try #require(chown(path, 12_345, 12_345) == 0)
        var file = TrafficLogFile(path: path, maximumBytes: 1000, fileCount: 2)
        let error = #expect(throws: TrafficLogError.self) { try file.append(line("new")) }
        #expect(error?.reason == .notOurs)
        #expect(folder.lines(of: "log") == ["theirs"])
    }

    /// FILE, FILE.1, FILE.2: the newest lines are in FILE, and no more than `fileCount` files exist.
    @Test func rotatesBySize() throws {
        var file = TrafficLogFile(path: "\(folder.path)/log", maximumBytes: 10, fileCount: 3)
        for number in 1...9 { try file.append(line("no \(number)")) }
        #expect(folder.lines(of: "log") == ["no 9"])
        #expect(folder.lines(of: "log.1") == ["no 7", "no 8"])
        #expect(folder.lines(of: "log.2") == ["no 5", "no 6"])
        #expect(folder.lines(of: "log.3") == nil)
        #expect(try folder.permissions(of: "log.2") == 0o600)
    }

    @Test func oneFileStartsAnew() throws {
        var file = TrafficLogFile(path: "\(folder.path)/log", maximumBytes: 10, fileCount: 1)
        for number in 1...3 { try file.append(line("no \(number)")) }
        #expect(folder.lines(of: "log") == ["no 3"])
        #expect(folder.lines(of: "log.1") == nil)
    }

    /// A line that is longer than a file may be is written all the same, alone.
    @Test func aLongLineIsNotLost() throws {
        var file = TrafficLogFile(path: "\(folder.path)/log", maximumBytes: 10, fileCount: 3)
        let long = String(repeating: "x", count: 100)
        for text in ["a", long, "b"] { try file.append(line(text)) }
        #expect(folder.lines(of: "log") == ["b"])
        #expect(folder.lines(of: "log.1") == [long])
        #expect(folder.lines(of: "log.2") == ["a"])
    }

    /// A line of which only a part could be written is ended before the next one begins, whatever reads it.
    @Test func aLineThatWasCutIsEnded() throws {
        let path = "\(folder.path)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        func drain() -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = read(reader, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }
        var file = TrafficLogFile(path: path, maximumBytes: 1 << 30, fileCount: 2)
        // More than a pipe takes.
        let long = String(repeating: "x", count: 1 << 18)
        #expect(throws: TrafficLogError.self) { try file.append(line(long)) }
        let first = drain()
        #expect(!first.isEmpty && first.allSatisfy { $0 == UInt8(ascii: "x") })
        try file.append(line("two"))
        try file.append(line("three"))
        #expect(drain() == Array("\ntwo\nthree\n".utf8))
    }

    /// Where somebody else moves or removes the file, the next line goes to a new one.
    @Test func noticesThatTheFileWasMoved() throws {
        var file = TrafficLogFile(path: "\(folder.path)/log", maximumBytes: 1000, fileCount: 2)
        try file.append(line("one"))
        try FileManager.default.moveItem(atPath: "\(folder.path)/log", toPath: "\(folder.path)/moved")
        try file.append(line("two"))
        #expect(folder.lines(of: "moved") == ["one"])
        #expect(folder.lines(of: "log") == ["two"])
    }

    @Test func saysWhyItCannotBeWritten() throws {
        var file = TrafficLogFile(path: folder.path, maximumBytes: 1000, fileCount: 2)
        let error = #expect(throws: TrafficLogError.self) { try file.append(line("one")) }
        #expect(error?.description.hasPrefix(folder.path) == true)
    }
}
