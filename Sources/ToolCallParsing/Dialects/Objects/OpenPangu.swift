// [unused11][{"name": "NAME", "arguments": {...}}, ...][unused12]
//
// Source: vLLM's parser.
extension Dialect {
    public static let openPangu = Dialect(
        id: "openpangu",
        title: "openPangu: an array between unused tokens",
        models: ["openPangu v1"],
        openers: [Opener("[unused11]", leads: Lead.objects, strength: .strong)],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["[unused12]"],
        example: """
            [unused11][{"name": "search", "arguments": {"query": "tea"}}][unused12]
            """)
}
