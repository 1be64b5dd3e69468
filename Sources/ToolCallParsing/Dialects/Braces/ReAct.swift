// Action: NAME
// Action Input: {...}
//
// Taught by prompts after the paper of that name. At the start of a line and for declared tools only.
// Source: Yao et al., "ReAct: Synergizing Reasoning and Acting in Language Models".
extension Dialect {
    public static let reAct = Dialect(
        id: "react",
        title: "ReAct: Action and Action Input",
        models: ["any model under a ReAct prompt"],
        openers: [
            Opener(
                "Action:", leads: [[.name, .lineFeed, .space, "Action Input:", .space, "{"]], strength: .weak)
        ],
        body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["\n"], beforeArguments: ["Action Input:"])),
        example: """
            Action: search
            Action Input: {"query": "x"}
            """)
}
