// ```json
// {"name": "NAME", "arguments": {...}}
// ```
//
// A fence that holds nothing but a call of a declared tool. Source: xLAM's model card; llama.cpp's parser.
extension Dialect {
    public static let fencedJSON = Dialect(
        id: "fenced-json",
        title: "A call in a JSON fence",
        models: ["xLAM-2", "models that like Markdown"],
        openers: ["```json", "```"].map {
            .bareObject(
                $0,
                leads: [
                    Lead([.lineFeed, .space, "{"], consumed: 2),
                    Lead([.lineFeed, .space, "[", .space, "{"], consumed: 4),
                ])
        },
        body: .jsonCalls(JSONCallSyntax(isBare: true)),
        continuations: ["{"],
        closers: ["]"],
        example: """
            ```json
            {"name": "search", "arguments": {"query": "x"}}
            ```
            """)
}
