// <function=NAME>{"KEY": VALUE, ...}</function>
//
// The object holds the arguments only. Also <function name="NAME">{...}</function>. The closer may be missing.
// Source: Llama 3.1's custom tool prompt, Functionary 3.1's template.
extension Dialect {
    public static let functionTagJSON = Dialect(
        id: "function-tag-json",
        title: "The name in a function tag, then JSON arguments",
        models: ["Functionary v3.1", "Llama 3.1 with custom tools", "Qwen2.5-Coder"],
        openers: [
            Opener("<function=", leads: [[.name, .space, ">", .space, "{"]], strength: .medium),
            Opener("<function name=", leads: [[.name, .space, ">", .space, "{"]], strength: .medium),
        ]
            // The tag's end is lost.
            + ["<function=", "<function name="].map {
                Opener(
                    $0, leads: [[.name, .space, "{"]], strength: .medium,
                    body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["{"])))
            },
        body: .taggedParameters(
            TagSyntax(
                callOpens: ["<function=", "<function name="], callClosers: ["</function>"], parameterOpens: [],
                parameterClosers: [])),
        continuations: [["<function=", .name, ">", .space, "{"], ["<function name=", .name, ">", .space, "{"]],
        closers: ["</function>"],
        example: """
            <function=get_weather>{"city": "Rome"}</function>
            """)
}
