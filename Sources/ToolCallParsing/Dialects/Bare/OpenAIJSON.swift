// {"tool_calls": [{"id": "ID", "type": "function", "function": {"name": "NAME", "arguments": "{...}"}}]}
//
// OpenAI's own message, written as text. Source: llama.cpp's generic format; models that were shown such messages.
extension Dialect {
    public static let openAIJSON = Dialect(
        id: "openai-json",
        title: "OpenAI's tool_calls as text",
        models: ["models under a generic JSON prompt"],
        openers: [
            .bareObject(
                "{",
                leads: [Lead([.key(["tool_calls"]), .space, ":", .space, "[", .space, "{"], consumed: 5)])
        ],
        body: .jsonCalls(JSONCallSyntax(isBare: true, encodesArguments: true)),
        continuations: ["{"],
        closers: ["}", "]"],
        identifiers: .written,
        example: """
            {"tool_calls": [{"id": "x1", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}
            """)
}
