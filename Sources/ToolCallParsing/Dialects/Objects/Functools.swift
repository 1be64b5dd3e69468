// functools[{"name": "NAME", "arguments": {...}}, ...]
// <|tool_call|>{"name": "NAME", "arguments": {...}}<|/tool_call|>
//
// The array ends with its own bracket. Source: Phi-4-mini's model card and chat template, Firefunction v2's template.
extension Dialect {
    public static let functools = Dialect(
        id: "functools",
        title: "functools and an array; Phi-4-mini's tool_call tokens",
        models: ["Phi-4-mini", "Firefunction v2"],
        openers: [
            Opener("functools", leads: [Lead.array], strength: .medium, place: .lineStart),
            Opener("<|tool_call|>", leads: ["{"], strength: .strong),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["<|/tool_call|>"],
        example: """
            functools[{"name": "search", "arguments": {"query": "a[0]"}}]
            """)
}
