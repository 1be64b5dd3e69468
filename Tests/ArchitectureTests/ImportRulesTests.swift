import Foundation
import Testing

/// Dependencies point one way. One module cannot enforce that inside itself, so the sources are read and each folder's
/// imports are compared with what that folder may import.
struct ImportRulesTests {
    /// A folder below `Sources` and the modules that its files may import. The longest matching folder rules a file.
    struct Rule: Sendable, CustomTestStringConvertible {
        let folder: String
        let allowed: Set<String>
        var testDescription: String { folder }

        init(_ folder: String, _ allowed: Set<String> = []) {
            self.folder = folder
            self.allowed = allowed
        }
    }

    static let platform: Set<String> = ["Glibc", "Musl", "Darwin"]
    static let rules: [Rule] = [
        Rule("ToolCallParsing"),
        Rule("WireFormats", ["ToolCallParsing"]),
        Rule("ProxyEngine/Events"),
        Rule("ProxyEngine/Wire", ["ToolCallParsing"]),
        Rule("ProxyEngine/Rewriting", ["ToolCallParsing", "WireFormats", "Synchronization"]),
        Rule("ProxyEngine/Prompts", ["ToolCallParsing"]),
        Rule("ProxyEngine/Exports", ["ToolCallParsing"]),
        Rule("ProxyEngine/Context", ["ToolCallParsing"]),
        Rule("ProxyEngine/Configuration", ["ToolCallParsing"]),
        Rule("ProxyEngine/Sessions", ["ToolCallParsing"]),
        Rule("ProxyEngine/Pool", ["ToolCallParsing"]),
        Rule("ProxyEngine/Gate", ["DequeModule", "Synchronization"]),
        Rule("ProxyEngine/Joining", ["Synchronization"]),
        Rule("ProxyEngine/Memory", ["ServiceLifecycle"] + platform),
        Rule(
            "ProxyEngine/Monitor",
            ["DequeModule", "Synchronization", "FoundationEssentials", "Foundation", "ServiceLifecycle"] + platform),
        Rule("ProxyEngine/Monitor/Filter", ["ToolCallParsing"]),
        Rule("ProxyEngine/Monitor/MonitorState", ["DequeModule"]),
        Rule(
            "ProxyEngine/TrafficLog",
            [
                "DequeModule", "Dispatch", "Synchronization", "FoundationEssentials", "Foundation", "ServiceLifecycle",
                "ToolCallParsing",
            ] + platform),
        Rule("ProxyEngine/Compression", ["CCompression"]),
        Rule("ProxyEngine/Attach/Merging"),
        Rule("ProxyEngine/Replay", ["ToolCallParsing"] + platform),
        Rule(
            "ProxyEngine",
            [
                "ToolCallParsing", "WireFormats", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOTLS",
                "NIOConcurrencyHelpers",
                "Logging", "ServiceLifecycle", "DequeModule", "Synchronization", "FoundationEssentials", "Foundation",
            ] + platform),
        Rule("TUI", ["ProxyEngine", "Synchronization", "FoundationEssentials", "Foundation"] + platform),
        Rule("TUI/Grid"),
        Rule("TUI/Interaction", ["ProxyEngine"]),
        Rule("TUI/Screens", ["ProxyEngine"]),
        Rule(
            "TUI/Terminal",
            ["ProxyEngine", "CNcurses", "Synchronization", "FoundationEssentials", "Foundation"] + platform),
        Rule(
            "llama-stream-top",
            [
                "TUI", "ProxyEngine", "ToolCallParsing", "WireFormats", "ArgumentParser", "Logging", "ServiceLifecycle",
                "Yams",
                "UnixSignals", "NIOCore", "NIOPosix", "FoundationEssentials", "Foundation", "Synchronization",
                "Dispatch",
            ] + platform),
    ]

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    /// Swift files below `Sources`, as paths relative to it.
    static func sources() -> [String] {
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.sorted()
    }

    static func imports(in path: String) throws -> [String] {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            var words = line.split(separator: " ")
            while let first = words.first, first.hasPrefix("@") || ["public", "package", "internal"].contains(first) {
                words.removeFirst()
            }
            guard words.first == "import", words.count >= 2 else { return nil }
            // `import struct Module.Name` names the module in the third word.
            let module = words.count > 2 ? words[2] : words[1]
            return module.split(separator: ".").first.map(String.init)
        }
    }

    @Test func everyFileImportsOnlyWhatItsFolderMay() throws {
        let files = Self.sources()
        #expect(files.count > 20, "the sources were not found at \(Self.root.path)")
        for file in files {
            let rule = Self.rules.filter { file.hasPrefix($0.folder) }.max { $0.folder.count < $1.folder.count }
            guard let rule else {
                Issue.record("\(file) lies in a folder without a rule")
                continue
            }
            for module in try Self.imports(in: file) where !rule.allowed.contains(module) {
                Issue.record("\(file) imports \(module); \(rule.folder) may import \(rule.allowed.sorted())")
            }
        }
    }

    @Test(arguments: rules) func everyRuleStillHasAFolder(_ rule: Rule) {
        #expect(Self.sources().contains { $0.hasPrefix(rule.folder) })
    }

    @Test func aForbiddenImportIsSeen() throws {
        // Guards the reader itself: it must find imports that are known to be there.
        #expect(try Self.imports(in: "ProxyEngine/Rewriting/ChatRequest.swift").contains("ToolCallParsing"))
    }
}

private func + (a: Set<String>, b: Set<String>) -> Set<String> { a.union(b) }
