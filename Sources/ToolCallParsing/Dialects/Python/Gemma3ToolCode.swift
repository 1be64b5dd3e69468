// ```tool_code
// NAME(KEY="VALUE")
// ```
//
// One call a line, perhaps within print(). The only fence in which text is a call. Source: Google's prompting guide.
extension Dialect {
    public static let gemma3ToolCode = Dialect(
        id: "gemma3-tool-code",
        title: "Gemma 3: Python calls in a tool_code fence",
        models: ["Gemma 3"],
        openers: [Opener("```tool_code", leads: Lead.pythonCalls, strength: .weak)],
        body: .pythonCalls(),
        continuations: [[.name, .space, "("]],
        example: """
            ```tool_code
            print(get_weather(city="Oslo"))
            ```
            """)
}
