// <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME
// ```json
// {...}
// ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
//
// R1 misspells the outer marker; it or the inner one may be missing. Source: the models' chat templates; llama.cpp's tests
// for the misspellings.
extension Dialect {
    static let deepSeekBlock = [
        "<｜tool▁calls▁begin｜>", "<｜tool_calls_begin｜>", "<｜tool calls begin｜>", "<｜tool\\_calls\\_begin｜>",
        "<｜tool▁calls｜>",
    ]
    static let deepSeekCall = "<｜tool▁call▁begin｜>"
    static let deepSeekSeparator = "<｜tool▁sep｜>"
    static let deepSeekClosers = ["<｜tool▁calls▁end｜>", "<｜tool▁call▁end｜>"]

    public static let deepSeekV3 = Dialect(
        id: "deepseek-v3-r1",
        title: "DeepSeek V3 and R1: a fenced object behind the name",
        models: ["DeepSeek V3", "DeepSeek R1", "DeepSeek R1 distills", "Cogito"],
        openers: deepSeekBlock.map {
            Opener(
                $0,
                leads: [
                    [
                        .literal(deepSeekCall), .space, "function", .literal(deepSeekSeparator), .name, .space,
                        .anyOf(["```", "{"]),
                    ],
                    ["function", .literal(deepSeekSeparator), .name, .space, .anyOf(["```", "{"])],
                ], strength: .strong)
        } + [
            Opener(
                deepSeekCall,
                leads: [["function", .literal(deepSeekSeparator), .name, .space, .anyOf(["```", "{"])]],
                strength: .strong)
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: [deepSeekCall, "function" + deepSeekSeparator], nameEnds: ["\n", "```", "{"],
                beforeArguments: ["```json", "```"])),
        continuations: [
            [.literal(deepSeekCall), .space, "function", .literal(deepSeekSeparator)],
            ["function", .literal(deepSeekSeparator)],
        ],
        closers: deepSeekClosers + ["```"],
        example: """
            <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather
            ```json
            {"city": "Oslo"}
            ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
            """)
}
