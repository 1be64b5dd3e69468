// <|channel|>analysis<|message|>REASONING<|end|><|start|>assistant<|channel|>commentary to=functions.NAME <|constrain|>json
// <|message|>{...}<|call|>
//
// The recipient may stand before the channel. Where a server swallows the tokens, "commentary to=functions.NAME json{...}"
// is left. Source: OpenAI's Harmony response format.
extension Dialect {
    public static let harmony = Dialect(
        id: "harmony",
        title: "gpt-oss: messages to functions",
        models: ["gpt-oss-20b", "gpt-oss-120b"],
        openers: [
            Opener(
                "",
                leads: [
                    "{", "\"{", Lead(["<|message|>", .space, "{"], consumed: 1),
                    Lead([.anyOf(MessageFrame.channels.bodyEnds)]), [.end],
                ], strength: .strong)
        ]
            + [
                ("assistantcommentary to=functions.", Place.anywhere),
                ("assistantanalysis to=functions.", Place.anywhere), ("commentary to=functions.", Place.lineStart),
                ("analysis to=functions.", Place.lineStart),
            ].map { debris, place in
                Opener(
                    debris,
                    leads: [
                        [.name, .space, "{"], [.name, .space, "json", .space, "{"],
                        [.name, .space, "code", .space, "{"], [.name, .space, "<|message|>", .space, "{"],
                        [.name, .space, "<|constrain|>", .space, "json", .space, "<|message|>", .space, "{"],
                    ],
                    strength: .medium, place: place, isUnmistakable: false)
            },
        body: .namedArguments(
            NamedArgumentsSyntax(
                nameEnds: ["{", " ", "json", "code", "<|message|>", "<|constrain|>"],
                beforeArguments: ["json", "code", "<|message|>", "<|constrain|>"])),
        closers: MessageFrame.channels.bodyEnds,
        frame: .channels,
        endsReasoning: true,
        example: """
            <|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city":"Oslo"}<|call|>
            """)
}
