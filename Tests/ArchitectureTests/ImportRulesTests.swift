import Foundation
import Testing

/// What does I/O, tells the time or draws is in few places. The compiler keeps targets apart; inside of one the sources are read,
/// and each folder's imports are compared with what that folder may import.
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
    static let foundation: Set<String> = ["FoundationEssentials", "Foundation"]
    static let transport: Set<String> = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOTLS"]
    static let rules: [Rule] = [
        Rule("ToolCallParsing"),
        Rule("WireFormats", ["ToolCallParsing"]),
        Rule("Monitoring", ["ToolCallParsing", "WireFormats"]),
        Rule("Monitoring/Coding", foundation),
        Rule("Monitoring/Hub", ["Synchronization"] + foundation),
        Rule("Monitoring/State", ["WireFormats", "DequeModule"]),
        Rule("ProxyEngine/Wire", ["ToolCallParsing", "WireFormats"]),
        Rule("ProxyEngine/Rewriting", ["ToolCallParsing", "WireFormats", "Monitoring", "Synchronization"]),
        Rule("ProxyEngine/Context", ["ToolCallParsing", "WireFormats", "Monitoring"]),
        Rule("ProxyEngine/Configuration", ["ToolCallParsing", "Monitoring"]),
        Rule("ProxyEngine/Pool", ["ToolCallParsing", "WireFormats", "Monitoring"]),
        Rule("ProxyEngine/Gate", ["DequeModule", "Synchronization", "WireFormats", "Monitoring"]),
        Rule("ProxyEngine/Joining", ["Synchronization", "Monitoring"]),
        Rule("ProxyEngine/Memory", ["ServiceLifecycle", "Monitoring"] + platform),
        Rule("ProxyEngine/TrafficLog", ["Dispatch", "Synchronization", "Monitoring"] + platform),
        Rule("ProxyEngine/Replay", ["Monitoring"] + platform),
        Rule("ProxyEngine/Compression", ["CCompression"]),
        Rule(
            "ProxyEngine",
            [
                "ToolCallParsing", "WireFormats", "Monitoring", "Logging", "ServiceLifecycle", "Synchronization",
            ] + transport + foundation + platform),
        Rule("DemoBackend", ["ToolCallParsing"] + foundation),
        Rule("DemoBackend/Writing"),
        Rule(
            "DemoBackend/HTTP",
            ["NIOCore", "NIOPosix", "NIOHTTP1", "ServiceLifecycle", "Synchronization"] + foundation),
        Rule("TUI", ["Monitoring"]),
        Rule("TUI/Grid"),
        Rule("TUI/Interaction", ["Monitoring"]),
        Rule("TUI/Screens", ["Monitoring", "ToolCallParsing"]),
        Rule("TUI/Terminal", ["Monitoring", "CNcurses", "Synchronization"] + foundation + platform),
        Rule(
            "llama-stream-top",
            [
                "TUI", "ProxyEngine", "DemoBackend", "Monitoring", "ToolCallParsing", "WireFormats", "ArgumentParser",
                "Logging", "ServiceLifecycle", "Yams", "UnixSignals", "NIOCore", "NIOPosix", "Synchronization",
                "Dispatch",
            ] + foundation + platform),
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
