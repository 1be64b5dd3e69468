//  to=TOOLS<|message|><atem:function_calls>
// <atem:invoke name="NAME">
// <atem:parameter name="KEY">VALUE</atem:parameter>
// </atem:invoke>
// </atem:function_calls><|eom|>
//
// Counts only in a message to a tool, or where the text begins with it and no header has said whom it is for: in a message
// to the user the same tags are text. Values are JSON if they can be read so.
// Source: vLLM's and SGLang's parsers.
extension Dialect {
    public static let muse = Dialect(
        id: "muse",
        title: "Muse: atem tags in messages to tools",
        models: ["Muse", "Muse Glimmer", "Muse Spark"],
        // The recipient may be the tools' namespace.
        openers: [
            Opener(
                "", leads: [Lead(["<atem:function_calls>", .space, "<atem:invoke name="], consumed: 2)],
                strength: .strong, takesAnyRecipient: true),
            Opener("<atem:function_calls>", leads: ["<atem:invoke name="], strength: .strong, place: .textStart),
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpens: ["<atem:invoke name="], callClosers: ["</atem:invoke>"],
                parameterOpens: ["<atem:parameter name="], parameterClosers: ["</atem:parameter>"],
                untypedIsJSON: true, namesAreQualified: true)),
        continuations: ["<atem:invoke name="],
        closers: ["</atem:function_calls>"] + MessageFrame.channels.bodyEnds,
        frame: .channels,
        endsReasoning: true,
        example: """
            to=search<|message|><atem:function_calls>
            <atem:invoke name="search">
            <atem:parameter name="query">tea</atem:parameter>
            </atem:invoke>
            </atem:function_calls><|eom|>
            """)
}
