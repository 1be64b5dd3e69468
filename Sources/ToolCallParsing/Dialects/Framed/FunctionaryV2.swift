// <|from|>assistant
// <|recipient|>NAME
// <|content|>{...}<|stop|>
//
// A message to a tool; one to `all` is the answer. Source: Functionary's prompt template v2.
extension Dialect {
    private static let arguments: [Lead.Step] = [.name, .space, "<|content|>", .space, "{"]

    public static let functionaryV2 = Dialect(
        id: "functionary-v2",
        title: "Functionary v2: a recipient token and a content token",
        models: ["Functionary v2"],
        openers: [
            Opener(
                "<|from|>assistant", leads: [Lead(["<|recipient|>", .space] + arguments, consumed: 2)],
                strength: .strong),
            Opener("<|recipient|>", leads: [Lead(arguments)], strength: .strong),
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(nameEnds: ["\n", "<|content|>"], beforeArguments: ["<|content|>"])),
        continuations: [
            Lead(["<|from|>assistant", .space, "<|recipient|>", .space] + arguments, consumed: 4),
            Lead(["<|recipient|>", .space] + arguments, consumed: 2),
        ],
        closers: ["<|stop|>"],
        example: """
            <|from|>assistant
            <|recipient|>search
            <|content|>{"query": "tea"}<|stop|>
            """)
}
