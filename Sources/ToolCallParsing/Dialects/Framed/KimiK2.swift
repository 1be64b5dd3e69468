// <|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{...}<|tool_call_end|>
// <|tool_calls_section_end|>
//
// The whole of functions.NAME:0 is the call's identifier, which the template repeats. Section markers may be missing; a
// call ends reasoning that was not closed. The call's own token may be lost. Source: the model's tool calling guide.
extension Dialect {
    private static let argument = "<|tool_call_argument_begin|>"

    public static let kimiK2 = Dialect(
        id: "kimi-k2",
        title: "Kimi K2: a section of calls",
        models: ["Kimi K2", "Kimi K2 Thinking", "Kimi K2.5"],
        openers: [
            Opener(
                "<|tool_calls_section_begin|>",
                leads: [
                    ["<|tool_call_begin|>", .space, .name, .space, .literal(argument)],
                    [.name, .space, .literal(argument)], ["<|tool_call_begin|>", .space, .name, .space, "{"],
                    [.name, .space, "{"],
                ],
                strength: .strong),
            Opener(
                "<|tool_call_begin|>", leads: [[.name, .space, .literal(argument)], [.name, .space, "{"]],
                strength: .strong),
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: ["<|tool_call_begin|>"], nameEnds: [argument, "{"], nameIsID: true,
                beforeArguments: [argument])),
        continuations: [
            ["<|tool_call_begin|>", .space, .name, .space, .literal(argument)], [.name, .space, .literal(argument)],
        ],
        closers: ["<|tool_calls_section_end|>", "<|tool_call_end|>"],
        identifiers: .written,
        endsReasoning: true,
        example: """
            <|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>\
            {"city": "Oslo"}<|tool_call_end|><|tool_calls_section_end|>
            """)
}
