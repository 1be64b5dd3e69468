// [TOOL_CALLS] [{"name": "NAME", "arguments": {...}, "id": "9 characters"}, ...]
//
// Tokenizers before v11. The identifier is optional; templates refuse any that are not nine letters and digits.
// Source: mistral-common.
extension Dialect {
    public static let mistralJSON = Dialect(
        id: "mistral-json",
        title: "Mistral: an array behind TOOL_CALLS",
        models: ["Mistral 7B v0.3", "Mixtral 8x22B", "Mistral Nemo", "Mistral Large 2407/2411", "Mistral Small 3.1"],
        openers: [Opener("[TOOL_CALLS]", leads: Lead.objects, strength: .strong)],
        body: .jsonCalls(),
        continuations: ["{"],
        closers: ["]", "[/TOOL_CALLS]"],
        identifiers: .nineCharacters,
        example: """
            [TOOL_CALLS] [{"name": "get_weather", "arguments": {"city": "Oslo"}, "id": "a1B2c3D4e"}]
            """)
}
