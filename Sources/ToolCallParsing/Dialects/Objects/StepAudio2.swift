// <tool_call>function
// NAME
// {...}</tool_call>
//
// Source: vLLM's parser.
extension Dialect {
    public static let stepAudio2 = Dialect(
        id: "step-audio2",
        title: "Step-Audio 2: the kind, the name and an object on lines",
        models: ["Step-Audio 2"],
        openers: [
            Opener(
                "<tool_call>",
                leads: [Lead(["function", .lineFeed, .space, .name, .lineFeed, .space, "{"], consumed: 3)],
                strength: .medium)
        ],
        body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["\n", "{"])),
        closers: ["</tool_call>"],
        example: """
            <tool_call>function
            search
            {"query": "tea"}</tool_call>
            """)
}
