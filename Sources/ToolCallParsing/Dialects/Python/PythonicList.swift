// [NAME(KEY=VALUE, ...), NAME()]
//
// Alone in its line; Llama 4 may write <|python_start|> and <|python_end|> around it. Source: Meta's prompt formats for
// Llama 3.2 and 4; ToolACE's model card.
extension Dialect {
    public static let pythonicList = Dialect(
        id: "pythonic-list",
        title: "A list of Python calls",
        models: ["Llama 3.2 1B/3B", "Llama 4", "ToolACE", "Gemma 3"],
        openers: [
            Opener("<|python_start|>", leads: Lead.pythonCalls, strength: .strong, vanishes: true),
            Opener(
                "[", leads: [[.name, .space, "("]], strength: .weak, isQuiet: true),
        ],
        body: .pythonCalls(),
        continuations: [[.name, .space, "("]],
        closers: ["<|python_end|>"],
        example: """
            [get_weather(city='Oslo', days=2), now()]
            """)
}
