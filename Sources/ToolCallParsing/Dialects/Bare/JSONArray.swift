// [{"name": "NAME", "arguments": {...}}, ...]
//
// The message as a whole, or a line of it; also what servers write under tool_choice "required".
// Source: xLAM's model card; vLLM's guided output.
extension Dialect {
    public static let jsonArray = Dialect(
        id: "json-array",
        title: "An array of objects with name and arguments",
        models: ["xLAM-2", "any model under guided output"],
        openers: [.bareObject("[", leads: [Lead([.space, "{", .space, .key(JSONCallSyntax.bareKeys)], consumed: 1)])],
        body: .jsonCalls(JSONCallSyntax(isBare: true)),
        continuations: ["{"],
        closers: ["]"],
        example: """
            [{"name": "now", "arguments": {}}, {"name": "search", "arguments": {"query": "a"}}]
            """)
}
