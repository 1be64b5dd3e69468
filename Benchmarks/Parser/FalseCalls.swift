import Foundation
import ToolCallParsing

/// Looks for calls in texts that hold none.
struct FalseCalls {
    let paths: [String]

    /// Names that ordinary text is full of, and the ones of coding agents.
    private static let tools = [
        "read", "write", "edit", "search", "print", "bash", "get", "run", "list", "find", "test", "open", "read_file",
        "get_weather",
    ].map { ToolDeclaration(name: $0) }

    func run() {
        var (files, bytes, calls, misses) = (0, 0, 0, 0)
        for path in paths.flatMap(Self.files) {
            guard let data = FileManager.default.contents(atPath: path), !data.prefix(4096).contains(0) else {
                continue
            }
            files += 1
            bytes += data.count
            let text = String(decoding: data, as: UTF8.self)
            let message = ModelOutputParser.parse(text, tools: Self.tools)
            misses += message.nearMisses.count
            if !message.nearMisses.isEmpty { Self.showMisses(in: text, path) }
            for call in message.calls {
                calls += 1
                print("\(path): \(call.dialect.rawValue) \(call.name) \(call.arguments.prefix(200))")
            }
        }
        print("\(bytes / 1_000_000) MB in \(files) files: \(calls) calls, \(misses) near misses")
    }

    /// Where they stand: a message tells only how many there are.
    private static func showMisses(in text: String, _ path: String) {
        var parser = ModelOutputParser(tools: tools)
        var batch = ParsedBatch()
        parser.receive(text, into: &batch)
        parser.finish(into: &batch)
        let bytes = Array(text.utf8)
        for case .nearMiss(let miss, let span) in batch.events {
            let line = bytes[..<min(span.lowerBound, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
            let excerpt = String(decoding: bytes[span].prefix(120), as: UTF8.self).replacing("\n", with: "\\n")
            print("\(path):\(line): near miss, \(miss.dialect.rawValue) \(miss.reason.rawValue): \(excerpt)")
        }
    }

    private static func files(below path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
        guard isFolder.boolValue else { return [path] }
        let enumerator = FileManager.default.enumerator(atPath: path)
        return (enumerator?.compactMap { $0 as? String } ?? []).map { path + "/" + $0 }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }
}
