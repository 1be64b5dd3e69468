// <iquest_tool_call>NAME
// <arg_key>KEY</arg_key>
// <arg_value>VALUE</arg_value>
// </iquest_tool_call>
//
// GLM's pairs in a wrapper of their own. Source: SGLang's detector for the model.
extension Dialect {
    public static let iquestQ1 = Dialect(
        id: "iquest-q1",
        title: "IQuest: GLM's pairs in a wrapper of their own",
        models: ["IQuest Q1"],
        openers: [Opener("<iquest_tool_call>", leads: Lead.pairs(closer: "</iquest_tool_call>"), strength: .strong)],
        body: .taggedParameters(.pairs(closer: "</iquest_tool_call>")),
        closers: ["</iquest_tool_call>"],
        example: """
            <iquest_tool_call>search
            <arg_key>query</arg_key>
            <arg_value>tea</arg_value>
            </iquest_tool_call>
            """)
}
