// <|python_tag|>NAME.call(KEY="VALUE")
//
// Llama's built-in tools, such as brave_search. Other code behind the marker goes to an interpreter if one is declared,
// whole. Source: Llama 3.1's model card; llama.cpp's parser for Functionary 3.1.
extension Dialect {
    public static let llamaBuiltin = Dialect(
        id: "llama-builtin",
        title: "Llama: a python_tag and a call",
        models: ["Llama 3.1", "Llama 3.2", "Llama 3.3", "Functionary v3.1"],
        openers: [
            Opener(
                "<|python_tag|>", leads: [[.name, .space, "("]], strength: .medium, vanishes: true,
                isUnmistakable: false)
        ]
            + ["python", "code_interpreter"].map {
                Opener(
                    "<|python_tag|>", strength: .medium, body: .rawText(tool: $0, parameter: "code"), vanishes: true)
            },
        body: .pythonCalls(dropsCallSuffix: true),
        continuations: [[.name, .space, "("]],
        closers: ["<|eom_id|>", "<|eot_id|>"],
        example: """
            <|python_tag|>search.call(query="moon")
            """)
}
