// <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{...}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
//
// Neither the word function nor a fence. Source: the model's chat template.
extension Dialect {
    /// What may follow the name: an object, one within a string, or the end where there is none.
    private static let deepSeekArguments = ["{", "\""] + deepSeekClosers

    public static let deepSeekV31 = Dialect(
        id: "deepseek-v31",
        title: "DeepSeek V3.1: an object behind the name",
        models: ["DeepSeek V3.1", "DeepSeek V3.1 Terminus"],
        openers: deepSeekBlock.map {
            Opener(
                $0,
                leads: [
                    [
                        .literal(deepSeekCall), .space, .name, .space, .literal(deepSeekSeparator), .space,
                        .anyOf(deepSeekArguments),
                    ],
                    [.name, .space, .literal(deepSeekSeparator), .space, .anyOf(deepSeekArguments)],
                ], strength: .strong)
        } + [
            Opener(
                deepSeekCall,
                leads: [[.name, .space, .literal(deepSeekSeparator), .space, .anyOf(deepSeekArguments)]],
                strength: .strong)
        ],
        body: .namedArguments(
            NamedArgumentsSyntax(
                beforeName: [deepSeekCall], nameEnds: [deepSeekSeparator], beforeArguments: [deepSeekSeparator])),
        continuations: [
            [.literal(deepSeekCall), .space, .name, .space, .literal(deepSeekSeparator)]
        ],
        closers: deepSeekClosers,
        example: """
            <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>add<｜tool▁sep｜>{"a": 1, "b": 2}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
            """)
}
