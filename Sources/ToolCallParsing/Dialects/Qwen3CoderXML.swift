// <tool_call>
// <function=NAME>
// <parameter=KEY>
// VALUE
// </parameter>
// </function>
// </tool_call>
//
// Written by Qwen3-Coder, Qwen3-Coder-Next, Qwen3.5, Nemotron 3 Nano, Step-3.5-Flash, MiMo-V2. Values are text, typed by
// the request's schema; one line feed after the opening tag and one before the closing tag are padding. The outer tag is
// often missing, mostly after prose. Source: the models' chat templates.
extension Dialect {
    public static let qwen3CoderXML = Dialect(
        id: "qwen3-coder-xml",
        title: "Qwen3-Coder: function and parameter tags",
        models: ["Qwen3-Coder", "Qwen3-Coder-Next", "Qwen3.5", "Nemotron 3 Nano", "Step-3.5-Flash", "MiMo-V2"],
        openers: [
            Opener("<tool_call>", leads: ["<function="], strength: .medium),
            Opener("<function=", strength: .medium),
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpen: "<function=", callClose: "</function>", parameterOpen: "<parameter=",
                parameterClose: "</parameter>")),
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
