// Let me check. {"name": "NAME", "arguments": {...}}
//
// Behind a sentence, in the same line. Too likely to be an example: only where the settings ask for it.
extension Dialect {
    public static let inlineJSON = Dialect(
        id: "inline-json",
        title: "A call behind a sentence",
        models: ["small models without a template for tools"],
        openers: [
            Opener(
                "{", leads: [[.key(JSONCallSyntax.bareKeys)]], strength: .weak, place: .anywhere, isPartOfBody: true,
                isQuiet: true)
        ],
        body: .jsonCalls(JSONCallSyntax(isBare: true)),
        isDetected: false,
        example: """
            Let me check. {"name": "search", "arguments": {"query": "x"}}
            """)
}
