// <|tools_prefix|>[{"NAME": {...}}, {"NAME": {...}}]<|tools_suffix|>
//
// The only key of each object is the tool's name. Calls may stand in the model's reasoning and count there.
// Source: the model's chat template.
extension Dialect {
    public static let apertus = Dialect(
        id: "apertus",
        title: "Apertus: the name is the object's key",
        models: ["Apertus"],
        openers: [Opener("<|tools_prefix|>", leads: Lead.objects, strength: .strong)],
        body: .jsonCalls(JSONCallSyntax(nameIsKey: true)),
        continuations: ["{"],
        closers: ["<|tools_suffix|>"],
        example: """
            <|tools_prefix|>[{"get_weather": {"city": "Bern"}}, {"now": {}}]<|tools_suffix|>
            """)
}
