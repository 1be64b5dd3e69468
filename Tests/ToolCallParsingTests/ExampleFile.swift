import Foundation
import Testing
import ToolCallParsing

/// A model's text and the message it stands for, from a file of the `Examples` folder.
///
/// Each line is an object: `in` (the text), `content`, `reasoning`, and `calls` as arrays of the name, the arguments (a string
/// where they are no JSON: their very text) and, where the model writes one, the identifier. Optional: `startsInReasoning`,
/// `repairs`, `nearMisses`, `pinned`, `tools` (names that are declared besides ``ParserSample/tools``), `schemas` (the same,
/// by name), and `why`.
struct Example: Sendable, CustomTestStringConvertible {
    struct Call: Equatable, Sendable {
        var name: String
        var arguments: JSONValue
        var id: String?
    }
    var file: String
    var line: Int
    var text: String
    var content: String
    var reasoning: String
    var calls: [Call]
    var repairs: [String]?
    var nearMisses: [String]?
    var tools: [ToolDeclaration]
    var options: ParserOptions
    var why: String

    var testDescription: String { "\(file):\(line)\(why.isEmpty ? "" : " " + why)" }

    /// The dialect that the file is about.
    var dialect: DialectID { DialectID(file) }

    /// Every example there is.
    static let all: [Example] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Examples")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "jsonl" }.sorted { $0.path() < $1.path() }.flatMap(read)
    }()

    private static func read(_ file: URL) -> [Example] {
        let name = file.deletingPathExtension().lastPathComponent
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            line.isEmpty ? nil : Example(String(line), file: name, line: number + 1)
        }
    }

    private init?(_ json: String, file: String, line: Int) {
        guard let value = try? JSONValue(parsing: json), let text = value["in"]?.stringValue else {
            fatalError("\(file).jsonl:\(line) is no example")
        }
        self.file = file
        self.line = line
        self.text = text
        content = value["content"]?.stringValue ?? ""
        reasoning = value["reasoning"]?.stringValue ?? ""
        calls = (value["calls"]?.arrayValue ?? []).map { call in
            let parts = call.arrayValue ?? []
            return Call(
                name: parts.first?.stringValue ?? "", arguments: parts.count > 1 ? parts[1] : .null,
                id: parts.count > 2 ? parts[2].stringValue : nil)
        }
        repairs = value["repairs"]?.arrayValue?.compactMap(\.stringValue)
        nearMisses = value["nearMisses"]?.arrayValue?.compactMap(\.stringValue)
        tools =
            ParserSample.tools
            + (value["tools"]?.arrayValue ?? []).compactMap(\.stringValue).map { ToolDeclaration(name: $0) }
            + (value["schemas"]?.objectValue ?? []).map { ToolDeclaration(name: $0.key, parameters: $0.value) }
        let dialect = Dialect.all.first { $0.id.rawValue == file }
        let isPinned = value["pinned"] == .bool(true) || dialect?.isDetected == false
        options = ParserOptions(
            dialects: isPinned ? [dialect].compactMap(\.self) : Dialect.detected, isPinned: isPinned,
            startsInReasoning: value["startsInReasoning"] == .bool(true))
        why = value["why"]?.stringValue ?? ""
    }
}
