// <function_calls>
// NAME(KEY="VALUE")
// NAME()
// </function_calls>
//
// One call a line, without brackets and commas; JSON's literals occur. Source: vLLM's parser and the model's template.
extension Dialect {
    public static let olmo3 = Dialect(
        id: "olmo3",
        title: "Olmo 3: Python calls line by line between tags",
        models: ["Olmo 3"],
        openers: [
            Opener("<function_calls>", leads: Lead.pythonCalls, strength: .medium),
            // The inner call written between the tags of another dialect.
            Opener("<tool_call>", leads: [[.name, .space, "("]], strength: .medium),
        ],
        body: .pythonCalls(),
        continuations: [[.name, .space, "("]],
        closers: ["</function_calls>", "</tool_call>"],
        example: """
            <function_calls>
            get_weather(city="Oslo", metric=true)
            now()
            </function_calls>
            """)
}
