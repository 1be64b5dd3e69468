// <minimax:tool_call>
// <invoke name="NAME">
// <parameter name="KEY">VALUE</parameter>
// </invoke>
// </minimax:tool_call>
//
// Values are verbatim. The wrapper's closer may be missing. Source: the model's chat template and tool calling guide.
extension Dialect {
    public static let minimaxM2 = Dialect(
        id: "minimax-m2",
        title: "MiniMax M2: invoke and parameter tags",
        models: ["MiniMax M2"],
        openers: [Opener("<minimax:tool_call>", leads: ["<invoke name="], strength: .strong)],
        body: .taggedParameters(.invokeTags),
        continuations: ["<invoke name="],
        closers: ["</minimax:tool_call>"],
        example: """
            <minimax:tool_call>
            <invoke name="search">
            <parameter name="query">tea</parameter>
            </invoke>
            </minimax:tool_call>
            """)
}

extension TagSyntax {
    static let invokeTags = TagSyntax(
        callOpens: ["<invoke name="], callClosers: ["</invoke>"], parameterOpens: ["<parameter name="],
        parameterClosers: ["</parameter>"])
}
