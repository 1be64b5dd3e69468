// <tool_calls>[{"name": "NAME", "arguments": {...}}, ...]</tool_calls>
//
// Nemotron Nano v2 writes <TOOLCALL>[...]</TOOLCALL>. The closer may be missing. Source: the models' chat templates.
extension Dialect {
    public static let toolCallsArray = Dialect(
        id: "tool-calls-array",
        title: "An array between tool_calls tags",
        models: ["Jamba 1.5", "Hunyuan-A13B", "Apriel 1.5/1.6", "Nemotron Nano v2", "Llama-3.3-Nemotron-Super"],
        openers: [
            Opener("<tool_calls>", leads: [Lead.array], strength: .medium),
            Opener("<TOOLCALL>", leads: Lead.objects, strength: .strong),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["</tool_calls>", "</TOOLCALL>"],
        example: """
            <tool_calls>[
                {"name": "search", "arguments": {"query": "fjord", "limit": 3}}
            ]</tool_calls>
            """)
}
