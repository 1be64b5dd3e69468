// <tool_call>
// <function=NAME>
// <parameter=KEY>
// VALUE
// </parameter>
// </function>
// </tool_call>
//
// Values are text, typed by the request's schema; one line feed after the opening tag and one before the closing tag are
// padding (MiMo writes none). The outer tag is often missing, mostly after prose; some write <function name="NAME">.
// Source: the models' chat templates.
extension Dialect {
    public static let qwen3CoderXML = Dialect(
        id: "qwen3-coder-xml",
        title: "Qwen3-Coder: function and parameter tags",
        models: [
            "Qwen3-Coder", "Qwen3-Coder-Next", "Qwen3.5", "Nemotron 3 Nano", "Step-3.5-Flash", "MiMo-V2", "Nanbeige",
        ],
        openers: [
            Opener("<tool_call>", leads: ["<function=", "<function name="], strength: .medium),
            Opener("<function=", strength: .medium, needsEvidence: true),
            // The parameters' tag for the call's.
            Opener(
                "<parameter=", leads: [[.name, .space, ">", .space, "<parameter="]], strength: .medium,
                place: .lineStart, needsEvidence: true),
        ]
            + ["```xml", "```"].map {
                Opener(
                    $0, leads: [Lead([.lineFeed, .space, "<tool_call>", .space, "<function="], consumed: 4)],
                    strength: .weak, place: .messageStart)
            },
        body: .taggedParameters(.functionTags),
        continuations: ["<function=", "<function name="],
        closers: ["</tool_call>", "</function>"],
        example: """
            <tool_call>
            <function=get_weather>
            <parameter=city>
            Oslo
            </parameter>
            </function>
            </tool_call>
            """)
}

extension TagSyntax {
    static let functionTags = TagSyntax(
        callOpens: ["<function=", "<function name="], callClosers: ["</function>"],
        parameterOpens: ["<parameter=", "<parameter name="], parameterClosers: ["</parameter>"], padding: .lineFeeds)
}
