// <function name="NAME"><param name="KEY">VALUE</param></function>
//
// No wrapper. Values are trimmed; <![CDATA[...]]> is verbatim. A bad detokenizer collapses the tags to <functionname=.
// Source: the model's chat template; vLLM's parser.
extension Dialect {
    /// The equals sign is lost at times.
    private static let callOpens = ["<function name=", "<functionname=", "<function name:", "<function name "]

    public static let miniCPM5 = Dialect(
        id: "minicpm5-xml",
        title: "MiniCPM5: function and param tags",
        models: ["MiniCPM5"],
        openers: callOpens.map {
            Opener(
                $0,
                leads: [
                    [.name, .space, ">", .space, "<param name="], [.name, .space, ">", .space, "<paramname="],
                    [.name, .space, ">", .space, "</function>"],
                ], strength: .medium, isUnmistakable: false)
        },
        body: .taggedParameters(
            TagSyntax(
                callOpens: callOpens, callClosers: ["</function>"],
                parameterOpens: ["<param name=", "<paramname="], parameterClosers: ["</param>"], padding: .trimmed)),
        continuations: [["<function name=", .name], ["<functionname=", .name]],
        closers: ["</function>"],
        example: """
            <function name="write_file"><param name="path">a</param><param name="content">b</param></function>
            """)
}
