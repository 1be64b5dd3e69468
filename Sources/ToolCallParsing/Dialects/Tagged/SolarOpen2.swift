// <|tool_call:start|>NAME
// <|tool_arg:start|>KEY<|tool_arg:value|>VALUE<|tool_arg:end|>
// <|tool_call:end|>
//
// A value ends at any of these markers, a call without its end at the next start. Source: vLLM's parser.
extension Dialect {
    private static let callEnd = "<|tool_call:end|>"

    public static let solarOpen2 = Dialect(
        id: "solar-open2",
        title: "Solar Open 2: tool_arg markers",
        models: ["Solar Open 2"],
        openers: [
            Opener(
                "<|tool_call:start|>",
                leads: [
                    [.name, .space, "<|tool_arg:start|>"], [.name, .space, .literal(callEnd)], [.name, .lineFeed],
                ], strength: .strong)
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpens: ["<|tool_call:start|>"], nameEnds: ["\n", "<|tool_arg:start|>", callEnd],
                callClosers: [callEnd],
                parameterOpens: ["<|tool_arg:start|>"], keyEnds: ["<|tool_arg:value|>"],
                parameterClosers: ["<|tool_arg:end|>"], recovery: .anyTag)),
        closers: [callEnd],
        example: """
            <|tool_call:start|>get_weather
            <|tool_arg:start|>city<|tool_arg:value|>Seoul<|tool_arg:end|>
            <|tool_call:end|>
            """)
}
