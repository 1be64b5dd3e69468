// <tool_calls><tool_call>NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value></tool_call></tool_calls>
//
// Hy3's tags without the separator and without white space. Source: vLLM's parser for the model.
extension Dialect {
    public static let hy4 = Dialect(
        id: "hy4",
        title: "Hunyuan 4: pairs in a wrapper",
        models: ["Hunyuan 4 (Hy4)"],
        openers: [
            Opener(
                "<tool_calls>",
                leads: [
                    ["<tool_call>", .space, .name, .space, "<arg_key>"],
                    ["<tool_call>", .space, .name, .space, "</tool_call>"],
                ], strength: .medium)
        ],
        body: .taggedParameters(.hunyuan),
        continuations: ["<tool_call>"],
        closers: ["</tool_calls>"],
        example: """
            <tool_calls><tool_call>now</tool_call></tool_calls>
            """)
}
