// <tool_calls>
// {"name": "NAME", "arguments": {...}}
// {"name": "NAME", "arguments": {...}}
// </tool_calls>
//
// One object a line, often with braces too many at the end. Source: the model's function calling guide.
extension Dialect {
    public static let minimaxM1 = Dialect(
        id: "minimax-m1",
        title: "MiniMax M1: objects line by line between tool_calls tags",
        models: ["MiniMax M1"],
        openers: [Opener("<tool_calls>", leads: ["{"], strength: .medium)],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["</tool_calls>"],
        example: """
            <tool_calls>
            {"name": "now", "arguments": {}}
            {"name": "search", "arguments": {"query": "a"}}
            </tool_calls>
            """)
}
