// <seed:tool_call>
// <function=NAME>
// <parameter=KEY>VALUE</parameter>
// </function>
// </seed:tool_call>
//
// Qwen3-Coder's tags in a wrapper of their own, as a rule without line feeds around values. Source: the chat template.
extension Dialect {
    public static let seedOSS = Dialect(
        id: "seed-oss",
        title: "Seed-OSS: function tags in a wrapper of their own",
        models: ["Seed-OSS"],
        openers: [Opener("<seed:tool_call>", leads: ["<function="], strength: .strong)],
        body: .taggedParameters(.functionTags),
        continuations: ["<function="],
        closers: ["</seed:tool_call>", "</function>"],
        example: """
            <seed:tool_call>
            <function=add>
            <parameter=a>1</parameter>
            <parameter=b>2</parameter>
            </function>
            </seed:tool_call>
            """)
}
