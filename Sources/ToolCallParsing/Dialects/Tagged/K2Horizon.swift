// <ifm|tool_calls>
// <ifm|tool_call>NAME
// <ifm|arg_key>KEY</ifm|arg_key><ifm|arg_type>TYPE</ifm|arg_type><ifm|arg_value>VALUE</ifm|arg_value>
// </ifm|tool_call>
// </ifm|tool_calls>
//
// The type is optional and counts where the schema has none; instead of name and pairs a JSON object may stand there.
// Source: vLLM's and SGLang's parsers.
extension Dialect {
    private static let callClose = "</ifm|tool_call>"

    public static let k2Horizon = Dialect(
        id: "k2-horizon",
        title: "K2 Horizon: ifm tags",
        models: ["K2 Horizon"],
        openers: [
            Opener(
                "<ifm|tool_calls>",
                leads: [
                    Lead(["<ifm|tool_call>", .space, "{"], consumed: 2),
                    Lead(["<ifm|tool_call>", .space, "[", .space, "{"], consumed: 3),
                ], strength: .strong, body: .jsonCalls()),
            Opener("<ifm|tool_call>", leads: Lead.objects, strength: .strong, body: .jsonCalls()),
            Opener("<ifm|tool_calls>", leads: [["<ifm|tool_call>", .space, .name]], strength: .strong),
            Opener(
                "<ifm|tool_call>",
                leads: [[.name, .space, "<ifm|arg_key>"], [.name, .space, .literal(callClose)]], strength: .strong),
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpens: ["<ifm|tool_call>"], nameEnds: ["\n", "<ifm|arg_key>", callClose],
                callClosers: [callClose], parameterOpens: ["<ifm|arg_key>"], keyEnds: ["</ifm|arg_key>"],
                typeOpen: "<ifm|arg_type>", typeClose: "</ifm|arg_type>", valueOpens: ["<ifm|arg_value>"],
                parameterClosers: ["</ifm|arg_value>"], untypedIsJSON: true)),
        continuations: ["{"],
        closers: ["</ifm|tool_calls>", callClose],
        example: """
            <ifm|tool_calls>
            <ifm|tool_call>add
            <ifm|arg_key>a</ifm|arg_key><ifm|arg_value>1</ifm|arg_value>
            <ifm|arg_key>b</ifm|arg_key><ifm|arg_value>2</ifm|arg_value>
            </ifm|tool_call>
            </ifm|tool_calls>
            """)
}
