// <|action_start|><|plugin|>
// {"name": "NAME", "parameters": {...}}<|action_end|>
//
// White space between the two tokens varies between servers. Source: InternLM2's chat format.
extension Dialect {
    public static let internLMPlugin = Dialect(
        id: "internlm-plugin",
        title: "InternLM: action tokens around an object",
        models: ["InternLM2", "InternLM2.5", "Intern-S1"],
        openers: [
            Opener(
                "<|action_start|>", leads: [Lead(["<|plugin|>", .space, "{"], consumed: 2)], strength: .strong)
        ],
        body: .jsonCalls(),
        closers: ["<|action_end|>"],
        example: """
            <|action_start|><|plugin|>
            {"name": "search", "parameters": {"query": "x"}}<|action_end|>
            """)
}
