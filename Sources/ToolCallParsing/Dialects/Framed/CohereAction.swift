// <|START_ACTION|>[
//     {"tool_call_id": "0", "tool_name": "NAME", "parameters": {...}}
// ]<|END_ACTION|>
//
// Command R and R+ write "Action:" and the array in a JSON fence. The identifiers start again with every turn.
// Source: Cohere's chat templates.
extension Dialect {
    public static let cohereAction = Dialect(
        id: "cohere-action",
        title: "Cohere: an array between action tokens",
        models: ["Command R", "Command R+", "Command R7B", "Command A"],
        openers: [
            Opener("<|START_ACTION|>", leads: Lead.objects, strength: .strong),
            Opener(
                "Action:", leads: [Lead(["```json", .space, "[", .space, "{"], consumed: 3)], strength: .weak),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["<|END_ACTION|>", "]", "```"],
        example: """
            <|START_ACTION|>[
                {"tool_call_id": "0", "tool_name": "now", "parameters": {}}
            ]<|END_ACTION|>
            """)
}
