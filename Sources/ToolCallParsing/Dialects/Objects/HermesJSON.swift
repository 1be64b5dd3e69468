// <tool_call>
// {"name": "NAME", "arguments": {...}}
// </tool_call>
//
// Each line feed is optional, blocks repeat or hold several objects, the closer may be missing, and the keys come in any
// order. Source: chat templates of these models; the NousResearch Hermes function calling description.
extension Dialect {
    private static let otherTags = ["<tool>", "<tools>", "<response>", "<json>", "<JSON>", "<xml>"]

    public static let hermesJSON = Dialect(
        id: "hermes-json",
        title: "Hermes: JSON between tool_call tags",
        models: [
            "Hermes 2 Pro/3/4", "Qwen2.5", "Qwen3", "QwQ", "Granite 4", "ERNIE 4.5", "Falcon 3", "LongCat", "MiMo-7B",
            "Reka Edge", "Trinity",
        ],
        openers: [
            Opener("<tool_call>", leads: ["{"], strength: .medium),
            Opener("<longcat_tool_call>", leads: Lead.objects, strength: .strong),
            // Newer LongCat writes pairs as GLM does.
            Opener(
                "<longcat_tool_call>", leads: Lead.pairs(closer: "</longcat_tool_call>", prefix: "longcat_"),
                strength: .strong,
                body: .taggedParameters(.pairs(closer: "</longcat_tool_call>", prefix: "longcat_"))),
            // granite-20b-functioncalling repeats it without a closer; Qwen2.5-Coder closes it.
            Opener("<function_call>", leads: Lead.objects, strength: .medium),
        ]
            // Qwen2.5-Coder and its kin put the same body between other tags, or the usual ones into a fence.
            + otherTags.map {
                Opener($0, leads: Lead.objects, strength: .weak, isQuiet: true)
            }
            + ["```json", "```xml", "```"].map {
                Opener(
                    $0,
                    leads: [Lead([.lineFeed, .space, .anyOf(["<tool_call>"] + otherTags), .space, "{"], consumed: 4)],
                    strength: .weak,
                    place: .messageStart)
            },
        body: .jsonCalls(),
        continuations: ["{"],
        closers: [
            "</tool_call>", "</longcat_tool_call>", "</function_call>", "</tool>", "</tools>", "</response>", "</json>",
            "</JSON>", "</xml>",
        ],
        example: """
            <tool_call>
            {"name": "get_weather", "arguments": {"city": "Oslo"}}
            </tool_call>
            """)
}
