// <tool: LABEL>
// NAME {...}
// </tool>
//
// Instead of an object the text of the only parameter may stand there, and the label may be the name. Source: vLLM's
// parser.
extension Dialect {
    public static let cwm = Dialect(
        id: "cwm",
        title: "CWM: a labelled block of an object or of text",
        models: ["CWM"],
        openers: [Opener("<tool: ", leads: [[.name, .space, ">"]], strength: .medium, place: .lineStart)],
        body: .collected(.labelledText),
        closers: ["</tool>"],
        example: """
            <tool: function>
            search {"query": "tea"}
            </tool>
            """)
}
