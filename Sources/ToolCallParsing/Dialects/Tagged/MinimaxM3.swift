// ]<]minimax[>[<tool_call>
// ]<]minimax[>[<invoke name="NAME">]<]minimax[>[<KEY>VALUE]<]minimax[>[</KEY>]<]minimax[>[</invoke>
// ]<]minimax[>[</tool_call>
//
// Every tag follows the namespace token. A parameter's tag is its key; objects nest as tags, elements of arrays are
// <item>. Source: the model's chat template; vLLM's and SGLang's parsers.
extension Dialect {
    private static let namespace = "]<]minimax[>["

    public static let minimaxM3 = Dialect(
        id: "minimax-m3",
        title: "MiniMax M3: nested tags in a namespace",
        models: ["MiniMax M3"],
        openers: [
            Opener(
                namespace,
                leads: [
                    Lead(["<tool_call>", .space, .literal(namespace), .space, "<invoke name="], consumed: 2),
                    "<invoke name=",
                ], strength: .strong)
        ],
        body: .nestedTags,
        continuations: [[.literal(namespace), .space, "<invoke name="]],
        closers: [namespace + "</tool_call>", namespace + " </tool_call>", "</tool_call>"],
        example: """
            ]<]minimax[>[<tool_call>
            ]<]minimax[>[<invoke name="get_weather">]<]minimax[>[<city>Oslo]<]minimax[>[</city>]<]minimax[>[</invoke>
            ]<]minimax[>[</tool_call>
            """)
}
