// <|python_tag|>NAME.call(KEY="VALUE")
//
// Llama's built-in tools, such as brave_search. Code behind the marker is a call only where a tool for it is declared.
// Source: Llama 3.1's model card.
extension Dialect {
    public static let llamaBuiltin = Dialect(
        id: "llama-builtin",
        title: "Llama: a python_tag and a call",
        models: ["Llama 3.1", "Llama 3.2", "Llama 3.3", "Functionary v3.1"],
        openers: [
            Opener("<|python_tag|>", leads: [[.name, .space, "("]], strength: .medium, vanishes: true)
        ],
        body: .pythonCalls(dropsCallSuffix: true),
        continuations: [[.name, .space, "("]],
        closers: ["<|eom_id|>", "<|eot_id|>"],
        example: """
            <|python_tag|>search.call(query="moon")
            """)
}
