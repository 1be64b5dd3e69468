// <tool_calls>
// <tool_call>NAME<tool_sep>
// <arg_key>KEY</arg_key>
// <arg_value>VALUE</arg_value>
// </tool_call>
// </tool_calls>
//
// Shipping tokenizers put a suffix into every tag: <tool_call:opensource>. Source: the model's template; vLLM and SGLang.
extension Dialect {
    public static let hy3XML = Dialect(
        id: "hy3-xml",
        title: "Hunyuan 3: pairs behind a separator",
        models: ["Hunyuan 3 (Hy3)"],
        openers: [
            Opener("<tool_calls>", leads: [["<tool_call>", .space, .name, .space, "<tool_sep>"]], strength: .medium),
            Opener("<tool_call>", leads: [[.name, .space, "<tool_sep>"]], strength: .medium),
            Opener("<tool_calls:", leads: [Lead([.suffix], consumed: 1)], strength: .medium),
            Opener("<tool_call:", leads: [Lead([.suffix], consumed: 1)], strength: .medium),
        ],
        body: .taggedParameters(.hunyuan),
        continuations: ["<tool_call>"],
        closers: ["</tool_calls>"],
        example: """
            <tool_calls>
            <tool_call>get_weather<tool_sep>
            <arg_key>city</arg_key>
            <arg_value>Xian</arg_value>
            </tool_call>
            </tool_calls>
            """)
}

extension TagSyntax {
    static let hunyuan = TagSyntax(
        callOpens: ["<tool_call>"], nameEnds: ["<tool_sep>", "<arg_key>", "</tool_call>"],
        callClosers: ["</tool_call>"], parameterOpens: ["<arg_key>"], keyEnds: ["</arg_key>"],
        valueOpens: ["<arg_value>"], parameterClosers: ["</arg_value>"], recovery: .endOfText, untypedIsJSON: true)
}
