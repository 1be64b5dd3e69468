//  to=NAME<|channel|>analysis <|constrain|>xml<|message|><rfl:parameter name="KEY">
// VALUE
// </rfl:parameter><|call|>
//
// Harmony's messages with tagged parameters. One line feed on each side of a value is padding.
// Source: vLLM's and SGLang's response templates.
extension Dialect {
    public static let beam = Dialect(
        id: "beam",
        title: "Beam: messages with tagged parameters",
        models: ["Beam"],
        openers: [
            Opener("", leads: ["<rfl:parameter name="], strength: .strong, takesAnyRecipient: true),
            Opener(
                "", leads: [Lead([.anyOf(MessageFrame.channels.bodyEnds)]), [.end]], strength: .strong,
                takesAnyRecipient: true, messageType: "xml"),
        ],
        body: .taggedParameters(
            TagSyntax(
                callClosers: MessageFrame.channels.bodyEnds, parameterOpens: ["<rfl:parameter name="],
                parameterClosers: ["</rfl:parameter>"], padding: .lineFeeds)),
        closers: MessageFrame.channels.bodyEnds,
        frame: .channels,
        endsReasoning: true,
        example: """
            to=search<|channel|>analysis <|constrain|>xml<|message|><rfl:parameter name="query">
            tea
            </rfl:parameter><|call|>
            """)
}
