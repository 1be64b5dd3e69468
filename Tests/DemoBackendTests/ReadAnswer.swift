import ToolCallParsing

/// What the parser makes of an answer, however it is cut.
struct ReadAnswer: Equatable, CustomStringConvertible {
    struct Call: Equatable {
        var name: String
        var arguments: String
        var dialect: String
    }
    private(set) var content = ""
    private(set) var reasoning = ""
    private(set) var calls: [Call] = []
    private(set) var repairs: [RepairKind] = []

    /// Two tools that take arguments of every type.
    static let tools: [ToolDeclaration] = ["make", "set_it_up"].map { name in
        let types: [(String, String)] = [
            ("s", "string"), ("t", "string"), ("n", "integer"), ("x", "number"), ("b", "boolean"), ("o", "object"),
            ("l", "array"),
        ]
        let properties = types.map { #""\#($0.0)":{"type":"\#($0.1)"}"# }.joined(separator: ",")
        return ToolDeclaration(
            name: name, parameters: try? JSONValue(parsing: #"{"type":"object","properties":{\#(properties)}}"#))
    }

    /// The usual ones; for a dialect that is only looked for where it is named, the ones that name it.
    static func options(for id: String) -> ParserOptions {
        if Dialect.detected.contains(where: { $0.id.rawValue == id }) { return ParserOptions() }
        return pinned(id)
    }

    static func pinned(_ id: String) -> ParserOptions {
        ParserOptions(dialects: Dialect.all.filter { $0.id.rawValue == id }, isPinned: true)
    }

    /// Feeds `text` in pieces that end at `cuts` (byte offsets) and at its end.
    init(_ text: String, cuts: [Int] = [], options: ParserOptions) {
        self.init(text, cuts: cuts, parser: ModelOutputParser(tools: Self.tools, options: options))
    }

    /// The same with a parser that has read nothing yet.
    init(_ text: String, cuts: [Int] = [], parser: ModelOutputParser) {
        var parser = parser
        var batch = ParsedBatch()
        let bytes = Array(text.utf8)
        var start = 0
        for end in cuts.sorted() + [bytes.count] {
            bytes[start..<end].withUnsafeBytes { parser.receive($0, into: &batch) }
            start = end
        }
        parser.finish(into: &batch)
        var (content, reasoning, arguments): ([UInt8], [UInt8], [[UInt8]]) = ([], [], [])
        for event in batch.events {
            switch event {
            case .content(let range, _): content += batch.bytes[range]
            case .reasoning(let range, _): reasoning += batch.bytes[range]
            case .callStarted(let call, _):
                calls.append(Call(name: call.name, arguments: "", dialect: call.dialect.rawValue))
                arguments.append([])
            case .arguments(let index, let range, _): arguments[index] += batch.bytes[range]
            case .repaired(let kind, _, _): repairs.append(kind)
            default: break
            }
        }
        self.content = String(decoding: content, as: UTF8.self)
        self.reasoning = String(decoding: reasoning, as: UTF8.self)
        for index in calls.indices { calls[index].arguments = String(decoding: arguments[index], as: UTF8.self) }
    }

    var description: String {
        "content \(content.debugDescription), reasoning \(reasoning.debugDescription), "
            + calls.map { "\($0.dialect) \($0.name) \($0.arguments)" }.joined(separator: "; ") + " \(repairs)"
    }
}
