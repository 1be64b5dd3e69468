// ✿FUNCTION✿: NAME
// ✿ARGS✿: {...}
// ✿RESULT✿
//
// Taught by the Qwen-Agent framework to models without a format of their own. Source: Qwen-Agent's prompts.
extension Dialect {
    public static let qwenAgent = Dialect(
        id: "qwen-agent",
        title: "Qwen-Agent: FUNCTION and ARGS between flowers",
        models: ["Qwen2 under Qwen-Agent"],
        openers: [
            Opener(
                "✿FUNCTION✿", leads: [[":", .space, .name, .space, "✿ARGS✿"]], strength: .strong)
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: [":"], nameEnds: ["\n", "✿ARGS✿"], beforeArguments: ["✿ARGS✿:", "✿ARGS✿"])),
        closers: ["✿RESULT✿:", "✿RESULT✿"],
        example: """
            ✿FUNCTION✿: search
            ✿ARGS✿: {"query": "x"}
            ✿RESULT✿
            """)
}
