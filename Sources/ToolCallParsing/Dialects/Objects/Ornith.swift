// [Tool Call] name=NAME id=ID args={...}
//
// Source: reports of agents that run the model.
extension Dialect {
    public static let ornith = Dialect(
        id: "ornith",
        title: "Ornith: name, id and args in a line",
        models: ["Ornith 1.5"],
        openers: [
            Opener(
                "[Tool Call]", leads: [["name=", .name, .space, .anyOf(["id=", "args="])]], strength: .medium,
                place: .lineStart)
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: ["name="], nameEnds: [" id=", " args="], idOpen: " id=",
                beforeArguments: ["args="])),
        identifiers: .written,
        example: """
            [Tool Call] name=search id=3d4e5f6a args={"query": "tea"}
            """)
}
