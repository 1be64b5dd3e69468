// {"name": "NAME", "parameters": {...}}
//
// The message as a whole, or a line of it; several are divided by semicolons or line feeds. <|python_tag|> may stand
// before it. Data often looks alike: the tool must be declared, and no other keys may stand there. Source: Meta's prompt
// format for Llama 3.1.
extension Dialect {
    public static let llama3JSON = Dialect(
        id: "llama3-json",
        title: "Llama 3: an object with name and parameters",
        models: ["Llama 3.1", "Llama 3.2", "Llama 3.3", "Llama 4", "Llama-Nemotron"],
        openers: [
            Opener("<|python_tag|>", leads: ["{"], strength: .medium, vanishes: true),
            Opener(
                "{", leads: [[.key(JSONCallSyntax.bareKeys)]], strength: .weak, isPartOfBody: true, isQuiet: true),
        ],
        body: .jsonCalls(JSONCallSyntax(isBare: true)),
        continuations: ["{"],
        closers: ["<|eom_id|>", "<|eot_id|>"],
        example: """
            {"name": "get_weather", "parameters": {"city": "Oslo"}}
            """)
}

extension Dialect.Opener {
    /// A bracket, or the fence around one.
    var isBareJSON: Bool { marker == "{" || marker == "[" || marker.hasPrefix("```") }

    /// A bracket or fence at the start of a line.
    static func bareObject(_ bracket: String, leads: [Lead]) -> Dialect.Opener {
        Dialect.Opener(bracket, leads: leads, strength: .weak, isQuiet: true)
    }
}
