// <tool_call>NAME<param_key>KEY</param_key><param_value>VALUE</param_value></tool_call>
//
// GLM's pairs under other names. An object may stand in their place, as with GLM. Source: TensorRT-LLM's parser.
extension Dialect {
    public static let teleChat4 = Dialect(
        id: "telechat4",
        title: "TeleChat4: pairs of param_key and param_value",
        models: ["TeleChat4", "Xing4.0"],
        openers: [
            Opener(
                "<tool_call>", leads: [[.name, .space, "<param_key>"], [.name, "\\n", .space, "<param_key>"]],
                strength: .medium)
        ],
        body: .taggedParameters(
            TagSyntax(
                nameEnds: ["\n", "\\n", "<param_key>", "</tool_call>"], callClosers: ["</tool_call>"],
                parameterOpens: ["<param_key>"], keyEnds: ["</param_key>"], valueOpens: ["<param_value>"],
                parameterClosers: ["</param_value>"], recovery: .endOfText, untypedIsJSON: true)),
        closers: ["</tool_call>"],
        example: """
            <tool_call>search<param_key>query</param_key><param_value>tea</param_value></tool_call>
            """)
}
