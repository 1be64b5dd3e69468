import Testing
import ToolCallParsing

/// Declarations of tools that a model repeats.
struct EchoedDeclarationTests {
    private static let schema =
        #"{"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}"#

    @Test(arguments: [
        #"{"name": "search", "parameters": \#(schema)}"#, #"[{"name": "search", "parameters": \#(schema)}]"#,
        #"{"parameters": \#(schema), "name": "search"}"#, #"{"name": "search", "arguments": \#(schema)}"#,
        #"{"name": "now", "parameters": {"type": "object"}}"#,
        #"{"name": "now", "parameters": {"required": [], "properties": {}, "type": "object"}}"#,
        #"{"name": "search", "parameters": {"$schema": "x", "properties": {"query": {}}}}"#,
        "<tools>\n{\"name\": \"search\", \"parameters\": \(schema)}\n</tools>",
        "<tool_call>\n{\"name\": \"search\", \"parameters\": \(schema)}\n</tool_call>",
        "<tool_call>\n{\"type\": \"function\", \"function\": {\"name\": \"search\", \"parameters\": \(schema)}}\n</tool_call>",
        "```json\n{\"name\": \"search\", \"parameters\": \(schema)}\n```",
        "[TOOL_CALLS] [{\"name\": \"search\", \"arguments\": \(schema)}]",
        "TOOL_CALL: {\"name\": \"search\", \"parameters\": \(schema)}",
    ])
    func areNoCalls(_ text: String) {
        let whole = ParsedTrace(Array(text.utf8))
        #expect(whole.calls.isEmpty && whole.content == text, "\(whole)")
        for cut in 0...text.utf8.count { #expect(ParsedTrace(Array(text.utf8), cuts: [cut]) == whole) }
    }

    /// A tool may have parameters of these names, and other tools values that look the same.
    @Test(arguments: [
        (#"{"name": "made", "arguments": {"type": "object", "properties": {"a": 1}}}"#, "made"),
        (#"{"name": "set_config", "arguments": {"config": {"type": "object", "properties": {}}}}"#, "set_config"),
        (#"{"name": "search", "arguments": {"type": "web", "query": "x"}}"#, "search"),
        (#"{"name": "search", "arguments": {"description": "object"}}"#, "search"),
        (#"{"name": "search", "arguments": {}}"#, "search"),
    ])
    func areNotSeenInCalls(text: String, name: String) throws {
        let schema = try JSONValue(
            parsing: #"{"type":"object","properties":{"type":{"type":"string"},"properties":{"type":"object"}}}"#)
        let trace = ParsedTrace(
            Array(text.utf8), tools: ParserSample.tools + [ToolDeclaration(name: "made", parameters: schema)])
        #expect(trace.calls.map(\.name) == [name])
    }
}
