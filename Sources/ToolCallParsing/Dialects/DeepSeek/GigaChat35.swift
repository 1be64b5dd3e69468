// <｜GCML｜tool_calls>
// <｜GCML｜invoke name="NAME">
// <｜GCML｜parameter name="KEY" string="true|false">VALUE</｜GCML｜parameter>
// </｜GCML｜invoke>
// </｜GCML｜tool_calls>
//
// DSML with another token. Source: SGLang's detector.
extension Dialect {
    public static let gigaChat35 = Dialect(
        id: "gigachat35",
        title: "GigaChat 3.5: GCML tags",
        models: ["GigaChat 3.5"],
        openers: [Opener("<｜GCML｜tool_calls>", leads: Lead.attributedInvokes("｜GCML｜"), strength: .strong)],
        body: .taggedParameters(.attributed("｜GCML｜")),
        continuations: Lead.attributedInvokes("｜GCML｜"),
        closers: ["</｜GCML｜tool_calls>", "<|message_sep|>", "</s>"],
        example: """
            <｜GCML｜tool_calls>
            <｜GCML｜invoke name="search">
            <｜GCML｜parameter name="query" string="true">42</｜GCML｜parameter>
            </｜GCML｜invoke>
            </｜GCML｜tool_calls>
            """)
}
