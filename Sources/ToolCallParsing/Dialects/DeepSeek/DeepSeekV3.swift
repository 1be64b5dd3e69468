// <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME
// ```json
// {...}
// ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
//
// R1 misspells the outer marker; it or the inner one may be missing. Some write the tokens with ASCII's bars or
// with underscores. Source: the models' chat templates; llama.cpp's tests for the misspellings.
extension Dialect {
    public static let deepSeekV3 = Dialect(
        id: "deepseek-v3-r1",
        title: "DeepSeek V3 and R1: a fenced object behind the name",
        models: ["DeepSeek V3", "DeepSeek R1", "DeepSeek R1 distills", "Cogito"],
        openers: DeepSeekTokens.usual.fencedOpeners
            + DeepSeekTokens.others.flatMap { tokens in
                tokens.fencedOpeners.map {
                    $0.with(body: .namedArguments(tokens.fencedArguments), closers: tokens.closers + ["```"])
                }
            },
        body: .namedArguments(DeepSeekTokens.usual.fencedArguments),
        continuations: DeepSeekTokens.all.flatMap { tokens -> [Lead] in
            [
                [.literal(tokens.call), .space, "function", .literal(tokens.separator)],
                ["function", .literal(tokens.separator)],
            ]
        },
        closers: DeepSeekTokens.usual.closers + ["```"],
        example: """
            <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather
            ```json
            {"city": "Oslo"}
            ```<｜tool▁call▁end｜><｜tool▁calls▁end｜>
            """)
}

/// DeepSeek's tokens in one spelling.
struct DeepSeekTokens {
    let blocks: [String]
    let call: String
    let separator: String
    let closers: [String]

    /// `gap` divides the words of a token.
    private init(bar: String, gap: String, otherBlocks: [String] = []) {
        func token(_ words: String...) -> String { "<\(bar)" + words.joined(separator: gap) + "\(bar)>" }
        blocks = [token("tool", "calls", "begin")] + otherBlocks
        call = token("tool", "call", "begin")
        separator = token("tool", "sep")
        closers = [token("tool", "calls", "end"), token("tool", "call", "end")]
    }

    static let usual = DeepSeekTokens(
        bar: "｜", gap: "▁",
        otherBlocks: [
            "<｜tool_calls_begin｜>", "<｜tool calls begin｜>", "<｜tool\\_calls\\_begin｜>", "<｜tool▁calls｜>",
        ])
    static let others = [
        DeepSeekTokens(bar: "|", gap: "▁"), DeepSeekTokens(bar: "｜", gap: "_"), DeepSeekTokens(bar: "|", gap: "_"),
    ]
    static let all = [usual] + others

    fileprivate var fencedOpeners: [Dialect.Opener] {
        let inside: [Lead.Step] = [
            "function", .literal(separator), .name, .space, .anyOf(["```", "{"]),
        ]
        return blocks.map {
            Dialect.Opener(
                $0, leads: [Lead([.literal(call), .space] + inside), Lead(inside)], strength: .strong)
        } + [Dialect.Opener(call, leads: [Lead(inside)], strength: .strong)]
    }

    fileprivate var fencedArguments: NamedArgumentsSyntax {
        NamedArgumentsSyntax(
            beforeName: [call, "function" + separator], nameEnds: ["\n", "```", "{"],
            beforeArguments: ["```json", "```"])
    }
}

extension Dialect.Opener {
    /// The same for a block in another spelling.
    func with(body: Dialect.Body, closers: [String]) -> Dialect.Opener {
        var opener = self
        opener.body = body
        opener.closers = closers
        return opener
    }
}
