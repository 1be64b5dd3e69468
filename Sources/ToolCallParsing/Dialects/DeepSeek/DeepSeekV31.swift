// <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{...}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
//
// Neither the word function nor a fence. Source: the model's chat template.
extension Dialect {
    public static let deepSeekV31 = Dialect(
        id: "deepseek-v31",
        title: "DeepSeek V3.1: an object behind the name",
        models: ["DeepSeek V3.1", "DeepSeek V3.1 Terminus"],
        openers: DeepSeekTokens.usual.plainOpeners
            + DeepSeekTokens.others.flatMap { tokens in
                tokens.plainOpeners.map {
                    $0.with(body: .namedArguments(tokens.plainArguments), closers: tokens.closers)
                }
            },
        body: .namedArguments(DeepSeekTokens.usual.plainArguments),
        continuations: DeepSeekTokens.all.map { [.literal($0.call), .space, .name, .space, .literal($0.separator)] },
        closers: DeepSeekTokens.usual.closers,
        example: """
            <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>add<｜tool▁sep｜>{"a": 1, "b": 2}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
            """)
}

extension DeepSeekTokens {
    fileprivate var plainOpeners: [Dialect.Opener] {
        // An object may follow the name, one within a string, or the end where there is none.
        let inside: [Lead.Step] = [
            .name, .space, .literal(separator), .space, .anyOf(["{", "\""] + closers),
        ]
        return blocks.map {
            Dialect.Opener(
                $0, leads: [Lead([.literal(call), .space] + inside), Lead(inside)], strength: .strong)
        } + [Dialect.Opener(call, leads: [Lead(inside)], strength: .strong)]
    }

    fileprivate var plainArguments: NamedArgumentsSyntax {
        NamedArgumentsSyntax(beforeName: [call], nameEnds: [separator], beforeArguments: [separator])
    }
}
