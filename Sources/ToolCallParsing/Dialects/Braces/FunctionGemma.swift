// <start_function_call>call:NAME{KEY:<escape>TEXT<escape>,KEY:3}<end_function_call>
//
// Keys are bare, strings stand between two escape tokens, all other values are literals.
// Source: Google's function calling guide for the model.
extension Dialect {
    public static let functionGemma = Dialect(
        id: "functiongemma",
        title: "FunctionGemma: call:NAME and braces",
        models: ["FunctionGemma"],
        openers: [Opener("<start_function_call>", leads: [["call:", .name, .space, "{"]], strength: .strong)],
        body: .namedArguments(.gemma),
        continuations: [["call:", .name, .space, "{"]],
        closers: ["<end_function_call>"],
        example: """
            <start_function_call>call:get_weather{city:<escape>Leeds, UK: north<escape>,days:3}<end_function_call>
            """)
}

extension NamedArgumentsSyntax {
    static let gemma = NamedArgumentsSyntax(beforeName: ["call:", ":"], nameEnds: ["{"], arguments: .braces)
}
