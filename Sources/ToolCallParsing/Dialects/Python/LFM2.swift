// <|tool_call_start|>[NAME(KEY="VALUE"), NAME()]<|tool_call_end|>
//
// Where the prompt asks for JSON, an array of objects with name and arguments. Source: the models' chat templates.
extension Dialect {
    public static let lfm2 = Dialect(
        id: "lfm2",
        title: "LFM2: Python calls between tool_call tokens",
        models: ["LFM2", "LFM2.5"],
        openers: [
            Opener("<|tool_call_start|>", leads: Lead.objects, strength: .strong, body: .jsonCalls()),
            Opener("<|tool_call_start|>", leads: Lead.pythonCalls, strength: .strong),
        ],
        body: .pythonCalls(),
        continuations: [[.name, .space, "("], "{"],
        closers: ["<|tool_call_end|>"],
        example: """
            <|tool_call_start|>[get_weather(city="Oslo")]<|tool_call_end|>
            """)
}

extension Lead {
    /// Python calls, as a list or one alone.
    static let pythonCalls: [Lead] = [
        Lead(["[", .space, .name, .space, "("], consumed: 2), [.name, .space, "("],
    ]
}
