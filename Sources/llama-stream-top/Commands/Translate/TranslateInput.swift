import ToolCallParsing
import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `translate` reads.
enum TranslateInput {
    /// The text of the file at `path`; of standard input where it is `nil` or `-`.
    static func text(_ path: String?) throws(TranslateProblem) -> String {
        guard let path, path != "-" else {
            return String(decoding: StandardInput.readAll(), as: UTF8.self)
        }
        return String(decoding: try bytes(path), as: UTF8.self)
    }

    /// What a file declares: an array of tools, or a request that holds one, in any protocol's words.
    struct Tools {
        var declared: [ToolDeclaration]
        /// As the protocol has them that was asked for.
        var named: [Tool]
    }

    /// The tools in a file. `wire`: the protocol in whose words they may be.
    static func tools(_ path: String, as wire: WireProtocol = .chat) throws(TranslateProblem) -> Tools {
        let text = try bytes(path)
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: text)
        } catch {
            throw TranslateProblem(line: "--tools: \(path) is not JSON: \(error)")
        }
        guard let elements = (value["tools"] ?? value["functions"] ?? value).arrayValue else {
            throw TranslateProblem(
                line: "--tools: \(path) holds neither an array of tools nor a request with \"tools\"")
        }
        let named = wire.id == .chat ? [] : wire.readTools(elements)
        if !named.isEmpty {
            let names = FlatToolNames(named)
            return Tools(
                declared: named.map { ToolDeclaration(name: names.flat($0.name), parameters: $0.schema) }, named: named)
        }
        var tools: [ToolDeclaration] = []
        for (index, element) in elements.enumerated() {
            let function = element["function"] ?? element
            guard let name = function["name"]?.stringValue else {
                throw TranslateProblem(line: "--tools: tool \(index + 1) of \(path) has no name")
            }
            tools.append(ToolDeclaration(name: name, parameters: function["parameters"] ?? function["input_schema"]))
        }
        return Tools(declared: tools, named: [])
    }

    private static func bytes(_ path: String) throws(TranslateProblem) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw TranslateProblem(line: "the file \(path) cannot be read")
        }
    }
}
