// <｜tool_calls_begin｜>
// <｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="NAME">
// <steptml:parameter name="KEY">VALUE</steptml:parameter></steptml:invoke><｜tool_call_end｜>
// <｜tool_calls_end｜>
//
// The bars are U+FF5C, the underscores ASCII. White space between the pieces may vary. Source: vLLM's parser.
extension Dialect {
    private static let invoke = "<steptml:invoke name="
    private static let prefix = ["<｜tool_call_begin｜>", "function", "<｜tool_sep｜>"]

    public static let step3 = Dialect(
        id: "step3",
        title: "Step3: steptml tags",
        models: ["Step3"],
        openers: [
            Opener(
                "<｜tool_calls_begin｜>",
                leads: [
                    [
                        "<｜tool_call_begin｜>", .space, "function", .space, "<｜tool_sep｜>", .space,
                        .literal(invoke),
                    ], .init(stringLiteral: invoke),
                ], strength: .strong),
            Opener(
                "<｜tool_call_begin｜>", leads: [["function", .space, "<｜tool_sep｜>", .space, .literal(invoke)]],
                strength: .strong),
        ],
        body: .taggedParameters(
            TagSyntax(
                beforeCall: prefix, callOpens: [invoke], callClosers: ["</steptml:invoke>"],
                parameterOpens: ["<steptml:parameter name="], parameterClosers: ["</steptml:parameter>"],
                padding: .trimmed)),
        continuations: [["<｜tool_call_begin｜>", .space, "function"], .init(stringLiteral: invoke)],
        closers: ["<｜tool_calls_end｜>", "<｜tool_call_end｜>"],
        example: """
            <｜tool_calls_begin｜><｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="search">\
            <steptml:parameter name="query">cat</steptml:parameter></steptml:invoke><｜tool_call_end｜>\
            <｜tool_calls_end｜>
            """)
}
