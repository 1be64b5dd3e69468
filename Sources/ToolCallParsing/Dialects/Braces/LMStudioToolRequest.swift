// [TOOL_REQUEST]{"name": "NAME", "arguments": {...}}[END_TOOL_REQUEST]
//
// Taught by LM Studio to models without a format of their own. Some write [NAME] and the arguments instead.
// Source: LM Studio's documentation.
extension Dialect {
    private static let end = "[END_TOOL_REQUEST]"

    public static let lmStudioToolRequest = Dialect(
        id: "lmstudio-tool-request",
        title: "LM Studio: TOOL_REQUEST brackets",
        models: ["any model in LM Studio without a format of its own"],
        openers: [
            Opener("[TOOL_REQUEST]", leads: Lead.objects, strength: .strong),
            Opener(
                "[", leads: [[.name, "]", .space, "{"]], strength: .weak,
                body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["]"], beforeArguments: ["]"])), isQuiet: true),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: [end],
        example: """
            [TOOL_REQUEST]{"name": "now", "arguments": {}}[END_TOOL_REQUEST]
            """)
}
