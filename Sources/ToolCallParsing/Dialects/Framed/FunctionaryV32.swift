// all
// CONTENT>>>NAME
// {...}
//
// The prompt ends with >>>, so the text begins with a recipient. Any text with such a first line would look alike: only
// where the settings or the model's name say so. Source: Functionary's prompt template v3.
extension Dialect {
    public static let functionaryV32 = Dialect(
        id: "functionary-v32",
        title: "Functionary v3.2: a recipient on a line of its own",
        models: ["Functionary v3.2"],
        openers: [
            Opener("", leads: ["{"], strength: .strong),
            Opener("", strength: .strong, body: .rawText(tool: "python", parameter: "code")),
        ],
        body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["\n"])),
        frame: .recipients,
        isDetected: false,
        example: """
            all
            Let me see.>>>get_weather
            {"city": "Oslo"}
            """)
}
