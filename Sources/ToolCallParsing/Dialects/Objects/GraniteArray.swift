// <|tool_call|>[{"name": "NAME", "arguments": {...}}, ...]
//
// Granite 3.0; Granite 3.1 to 3.3 write <tool_call> before the array. There is no end marker.
// Source: the models' chat templates.
extension Dialect {
    public static let graniteArray = Dialect(
        id: "granite-array",
        title: "Granite 3: an array behind a tool_call marker",
        models: ["Granite 3.0", "Granite 3.1", "Granite 3.2", "Granite 3.3"],
        openers: [
            Opener("<|tool_call|>", leads: [Lead.array], strength: .strong),
            Opener("<tool_call>", leads: [Lead.array], strength: .medium),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["</tool_call>", "<|/tool_call|>"],
        example: """
            <|tool_call|>[{"name": "get_weather", "arguments": {"city": "Bergen"}}]
            """)
}
