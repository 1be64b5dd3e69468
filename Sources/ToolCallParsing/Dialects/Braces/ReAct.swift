// Action: NAME
// Action Input: {...}
//
// Taught by prompts after the paper of that name. At the start of a line and for declared tools only. UI-TARS writes
// Action: VERB(KEY='VALUE'), where the verb is an argument of the one tool for computer use, which it does not name.
// Source: Yao et al., "ReAct: Synergizing Reasoning and Acting in Language Models".
extension Dialect {
    /// Behind a name, perhaps decorated.
    private static func input(_ name: [Lead.Step]) -> Lead {
        Lead(name + [.lineFeed, .space, "Action Input:", .space, .anyOf(["{", "\""])])
    }

    public static let reAct = Dialect(
        id: "react",
        title: "ReAct: Action and Action Input",
        models: ["any model under a ReAct prompt", "UI-TARS"],
        openers: [
            Opener(
                "Action:", leads: [input([.name]), input([.name, "()"]), input(["`", .name, "`"])], strength: .weak),
            // The second marker is lost.
            Opener(
                "Action:", leads: [[.name, .space, "{"]], strength: .weak,
                body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["{"]))),
            Opener(
                "Action:", leads: [[.name, .space, "("]], strength: .weak,
                body: .collected(.verb(tool: "computer")), isQuiet: true),
        ],
        body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["\n"], beforeArguments: ["Action Input:"])),
        example: """
            Action: search
            Action Input: {"query": "x"}
            """)
}
