// TOOL_CALL: {"name": "NAME", "parameters": {...}}
//
// Native to no model; taught by prompts, and then written by any instruction-tuned model. Stands at the start of a line;
// the object may span lines and ends with its own brace. The colon may be missing, the name may be called `tool`.
extension Dialect {
    public static let toolCallLine = Dialect(
        id: "tool-call-line",
        title: "TOOL_CALL: and a JSON object",
        models: ["any model that a prompt has taught it"],
        openers: ["TOOL_CALL:", "TOOL_CALL", "**TOOL_CALL:**", "**TOOL_CALL**:", "**TOOL_CALL**"].map {
            Opener($0, leads: ["{"], strength: .weak, isUnmistakable: true)
        },
        body: .jsonCalls(),
        example: """
            TOOL_CALL: {"name": "search", "parameters": {"query": "swift sse"}}
            """)
}
