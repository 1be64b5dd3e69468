// [TOOL_CALL] {tool => "NAME", args => {--KEY "TEXT" --KEY 3}} [/TOOL_CALL]
//
// What MiniMax M2.7 writes at times instead of its own tags. Quotes are of either kind, line feeds may stand anywhere.
// Others write a JSON object between the same brackets. Source: reports of agents.
extension Dialect {
    public static let minimaxArrows = Dialect(
        id: "minimax-arrows",
        title: "MiniMax M2.7: arrows between TOOL_CALL brackets",
        models: ["MiniMax M2.7"],
        openers: [
            Opener("[TOOL_CALL]", leads: [["{", .space, "tool", .space, "=>"]], strength: .medium),
            Opener("[TOOL_CALL]", leads: ["{\""], strength: .medium, body: .jsonCalls()),
        ],
        body: .collected(.arrows),
        closers: ["[/TOOL_CALL]"],
        example: """
            [TOOL_CALL] {tool => "search", args => {--query "tea" --limit 3}} [/TOOL_CALL]
            """)
}
