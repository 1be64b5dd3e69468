// [Calling tool: NAME({...})]
//
// As agents show calls in a transcript, copied by models that read it. Source: reports of proxies and agents.
extension Dialect {
    public static let callingTool = Dialect(
        id: "calling-tool",
        title: "Calling tool, as in a transcript",
        models: ["LFM2", "models that copy their history"],
        openers: [Opener("[Calling tool:", leads: [[.name, .space, "("]], strength: .weak)],
        body: .collected(.parentheses),
        closers: ["]"],
        example: """
            [Calling tool: search({"query": "tea"})]
            """)
}
