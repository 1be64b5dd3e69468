// <|tool_call>call:NAME{KEY:<|"|>TEXT<|"|>,KEY:1,KEY:{KEY:true}}<tool_call|>
//
// Strings stand between two quote tokens, in which nothing is escaped; keys are bare. The word before the name is lost or
// another one at times, and the arguments stand in round brackets or between BEGIN_ARG: and END_ARG. Source: the model's
// chat template; reports of servers for the rest.
extension Dialect {
    public static let gemma4 = Dialect(
        id: "gemma4",
        title: "Gemma 4: call:NAME and braces",
        models: ["Gemma 4"],
        openers: [
            Opener("<|tool_call>", leads: [[.name, .space, "{"]], strength: .strong),
            Opener(
                "<|tool_call>", leads: [[.name, .space, "("]], strength: .strong, body: .collected(.parentheses)),
            Opener(
                "<|tool_call>", leads: [[.name, .space, "BEGIN_ARG:"]], strength: .strong,
                body: .collected(.listedValues)),
            // The tokens may be lost.
            Opener("call:", leads: [[.name, .space, "{"]], strength: .weak, isQuiet: true),
        ],
        body: .namedArguments(.gemma),
        continuations: [["call:", .name, .space, "{"]],
        closers: ["<tool_call|>"],
        example: """
            <|tool_call>call:get_weather{city:<|"|>Oslo<|"|>,days:2,metric:true}<tool_call|>
            """)
}
