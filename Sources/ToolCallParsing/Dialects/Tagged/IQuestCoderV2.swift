// <iquestcoder_tool_call>NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value></iquestcoder_tool_call>
//
// GLM's pairs in a wrapper of their own. Source: vLLM's parser.
extension Dialect {
    private static let wrapper = "iquestcoder_tool_call>"

    public static let iquestCoderV2 = Dialect(
        id: "iquest-coder-v2",
        title: "IQuest Coder V2: GLM's pairs in a wrapper of their own",
        models: ["IQuest Coder V2"],
        openers: [Opener("<" + wrapper, leads: Lead.pairs(closer: "</" + wrapper), strength: .strong)],
        body: .taggedParameters(.pairs(closer: "</" + wrapper)),
        closers: ["</" + wrapper],
        example: """
            <iquestcoder_tool_call>search<arg_key>query</arg_key><arg_value>tea</arg_value></iquestcoder_tool_call>
            """)
}
