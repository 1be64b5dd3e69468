import Monitoring
import Testing

@testable import TUI

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ExportFolderTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/exports-\(UUID().uuidString)/a/b"

    private func export(_ kind: RequestExport.Kind) throws -> RequestExport {
        let request = try #require(SampleSnapshots.busy().requests.first { $0.id == RequestID(185) })
        return try #require(
            RequestExport(kind, SampleSnapshots.busy().exported(request, SampleTranscripts.badArguments())))
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        if let mode = attributes[.posixPermissions] as? Int { return mode }
        return Int(try #require(attributes[.posixPermissions] as? UInt))
    }

    /// Only the user can read it, and what gathers lines gathers them.
    @Test func writesForTheUserOnly() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let line = try export(.testCase)
        #expect(!ExportFolder.write(line, folder: folder).isProblem)
        var other = line
        other.text = "{}\n"
        let message = ExportFolder.write(other, folder: folder)
        #expect(message.text.contains("added to \(folder)/cases.jsonl"))
        // The same again is the same.
        #expect(ExportFolder.write(line, folder: folder).text.hasPrefix("is in \(folder)/cases.jsonl already"))
        #expect(try String(contentsOfFile: folder + "/cases.jsonl", encoding: .utf8) == line.text + "{}\n")
        #expect(try mode(folder + "/cases.jsonl") == 0o600)
        #expect(try mode(folder) == 0o700)
        let archive = try export(.httpArchive)
        _ = ExportFolder.write(archive, folder: folder)
        _ = ExportFolder.write(archive, folder: folder)
        #expect(try String(contentsOfFile: folder + "/" + archive.name, encoding: .utf8) == archive.text)
    }

    /// A link that somebody put there is not followed.
    @Test func followsNoLinks() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/cases.jsonl", withDestinationPath: folder + "/other")
        #expect(ExportFolder.write(try export(.testCase), folder: folder).isProblem)
        #expect(!FileManager.default.fileExists(atPath: folder + "/other"))
    }

    @Test func saysWhatIsWrong() throws {
        let message = ExportFolder.write(try export(.curl), folder: "/dev/null/x")
        #expect(message.isProblem)
        #expect(message.text.contains("/dev/null/x"))
    }

    /// A file of the user's naming is never one that was there.
    @Test func writesTheScreenIntoANewFile() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/screen.txt"
        let message = ExportFolder.write(new: [" LIVE   ", "", "  x é "], to: file)
        #expect(message == ViewState.Message("wrote \(file) (14 B)"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == " LIVE\n\n  x é\n")
        #expect(try mode(file) == 0o600)
        #expect(ExportFolder.write(new: ["y"], to: file).text == "cannot write (File exists): \(file)")
        #expect(ExportFolder.write(new: ["y"], to: folder + "/no/such").isProblem)
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("LIVE"))
    }
}
