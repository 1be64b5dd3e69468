// <|message_model|>NAME<|content_invoke_tool_json|>{"name": "NAME", "args": {...}}<|end_message|>
//
// The turn is divided into messages of kinds: text, thinking, calls. A call's text instead of an object is passed as the
// parameter `text`. Source: SGLang's detector.
extension Dialect {
    public static let inkling = Dialect(
        id: "inkling",
        title: "Inkling: messages of kinds",
        models: ["Inkling"],
        openers: [
            Opener("", strength: .strong, body: .rawText(tool: "", parameter: "text")),
            Opener("", leads: ["{"], strength: .strong),
        ],
        body: .jsonCalls(),
        closers: MessageFrame.kinds.bodyEnds,
        frame: .kinds,
        endsReasoning: true,
        example: """
            <|message_model|>search<|content_invoke_tool_json|>{"name":"search","args":{"query":"x"}}<|end_message|>
            """)
}
