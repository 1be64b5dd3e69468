// <|message_sep|>
//
// function call<|role_sep|>
// {"name": "NAME", "arguments": {...}}
//
// GigaChat 3; GigaChat 3.1 writes <|function_call|> before the same object. Source: the models' chat templates.
extension Dialect {
    private static let role = "function call<|role_sep|>"

    public static let gigaChat = Dialect(
        id: "gigachat",
        title: "GigaChat 3: a function call role, then an object",
        models: ["GigaChat 3", "GigaChat 3.1"],
        openers: [
            Opener("<|message_sep|>", leads: [Lead([.literal(role), .space, "{"], consumed: 2)], strength: .strong),
            Opener(role, leads: ["{"], strength: .strong, place: .lineStart),
            Opener("<|function_call|>", leads: ["{"], strength: .strong),
        ],
        body: .jsonCalls(),
        closers: ["<|message_sep|>", "</s>"],
        example: """
            <|function_call|>{"name": "add", "arguments": {"a": 1, "b": 2}}
            """)
}
