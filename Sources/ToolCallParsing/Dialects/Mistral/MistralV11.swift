// [TOOL_CALLS]NAME[ARGS]{...}
//
// The marker is repeated for each call; Small 3.2 writes [CALL_ID]ID before [ARGS]; a tokenizer may swallow either.
// Source: mistral-common.
extension Dialect {
    public static let mistralV11 = Dialect(
        id: "mistral-v11",
        title: "Mistral from tokenizer v11 on: name, ARGS, object",
        models: ["Devstral", "Magistral", "Ministral 3", "Mistral Small 3.2", "Mistral Large 3"],
        openers: [
            Opener(
                "[TOOL_CALLS]",
                leads: [
                    [.name, .space, "{"],
                    [.name, .space, "[ARGS]", .space, .anyOf(["{", "\""])],
                    [.name, .space, "[ARGS]", .space, .end],
                    [.name, .space, "[CALL_ID]", .space, .name, .space, .anyOf(["[ARGS]", "{"])],
                ], strength: .strong),
            Opener(
                "[TOOL_CALLS]", leads: [[.name, .space, .end]], strength: .strong, body: .collected(.nameOnly)),
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                nameEnds: ["[ARGS]", "[CALL_ID]", "{"], idOpen: "[CALL_ID]", beforeArguments: ["[ARGS]"])),
        closers: ["[/TOOL_CALLS]"],
        identifiers: .nineCharacters,
        example: """
            [TOOL_CALLS]get_weather[ARGS]{"city": "Oslo"}[TOOL_CALLS]now[ARGS]{}
            """)
}
