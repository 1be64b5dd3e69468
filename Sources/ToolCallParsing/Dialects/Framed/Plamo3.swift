// <|plamo:begin_tool_requests:plamo|><|plamo:begin_tool_request:plamo|>
// <|plamo:begin_tool_name:plamo|>NAME<|plamo:end_tool_name:plamo|>
// <|plamo:begin_tool_arguments:plamo|><|plamo:constrain|>json<|plamo:msg|>{...}<|plamo:end_tool_arguments:plamo|>
// <|plamo:end_tool_request:plamo|><|plamo:end_tool_requests:plamo|>
//
// Each marker is several tokens. A section of calls ends reasoning that was not closed. Source: vLLM's parser.
extension Dialect {
    private static func marker(_ name: String) -> String { "<|plamo:\(name):plamo|>" }

    public static let plamo3 = Dialect(
        id: "plamo3",
        title: "PLaMo 3: a section of requests",
        models: ["PLaMo 3"],
        openers: [
            Opener(
                marker("begin_tool_requests"),
                leads: [[.literal(marker("begin_tool_request")), .space, .literal(marker("begin_tool_name"))]],
                strength: .strong),
            Opener(
                marker("begin_tool_request"), leads: [[.literal(marker("begin_tool_name"))]], strength: .strong),
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: [marker("begin_tool_request"), marker("begin_tool_name")],
                nameEnds: [marker("end_tool_name")],
                beforeArguments: [
                    marker("end_tool_name"), marker("begin_tool_arguments"), "<|plamo:constrain|>json",
                    "<|plamo:constrain|>", "<|plamo:msg|>",
                ])),
        continuations: [[.literal(marker("begin_tool_request")), .space, .literal(marker("begin_tool_name"))]],
        closers: [
            marker("end_tool_requests"), marker("end_tool_request"), marker("end_tool_arguments"), "<|plamo:tag|>",
        ],
        endsReasoning: true,
        example: """
            <|plamo:begin_tool_requests:plamo|><|plamo:begin_tool_request:plamo|>\
            <|plamo:begin_tool_name:plamo|>now<|plamo:end_tool_name:plamo|>\
            <|plamo:begin_tool_arguments:plamo|><|plamo:constrain|>json<|plamo:msg|>{}\
            <|plamo:end_tool_arguments:plamo|><|plamo:end_tool_request:plamo|><|plamo:end_tool_requests:plamo|>
            """)
}
