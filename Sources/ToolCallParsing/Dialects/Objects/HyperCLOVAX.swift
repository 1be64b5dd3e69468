//  -> tool/function_call
// [{"name": "NAME", "arguments": {...}}]<|im_end|>
//
// The header of a turn, without the tokens before it where the prompt has written them; behind words it stands whole.
// Source: vLLM's parser.
extension Dialect {
    private static let header = "-> tool/function_call"

    public static let hyperCLOVAX = Dialect(
        id: "hyperclova-x",
        title: "HyperCLOVA X: an array in a turn for tools",
        models: ["HyperCLOVA X SEED Think 14B"],
        openers: [
            Opener("<|im_end|>\n<|im_start|>assistant " + header, leads: Lead.objects, strength: .strong),
            Opener("<|im_start|>assistant " + header, leads: Lead.objects, strength: .strong),
            Opener(header, leads: Lead.objects, strength: .medium, place: .lineStart),
        ],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["<|im_end|>", "]"],
        example: """
            -> tool/function_call
            [{"name": "search", "arguments": {"query": "tea"}}]<|im_end|>
            """)
}
