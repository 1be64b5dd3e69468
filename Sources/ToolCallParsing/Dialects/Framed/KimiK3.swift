// <|open|>tools<|sep|><|open|>call tool="NAME" index="1"<|sep|>
// <|open|>argument key="KEY" type="string|number|..."<|sep|>VALUE<|close|>argument<|sep|>
// <|close|>call<|sep|><|close|>tools<|sep|>
//
// Attributes are escaped as XML's are, values are not. Source: the model's chat template; vLLM's and SGLang's parsers.
extension Dialect {
    private static let callOpen = "<|open|>call tool="

    public static let kimiK3 = Dialect(
        id: "kimi-k3",
        title: "Kimi K3: open and close tokens",
        models: ["Kimi K3"],
        openers: [
            Opener("<|open|>tools<|sep|>", leads: [.init(stringLiteral: callOpen)], strength: .strong, vanishes: true),
            Opener(callOpen, strength: .strong, needsEvidence: true),
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpens: [callOpen], nameEnds: ["<|sep|>"], callClosers: ["<|close|>call<|sep|>"],
                parameterOpens: ["<|open|>argument key="], keyEnds: ["<|sep|>"],
                parameterClosers: ["<|close|>argument<|sep|>"])),
        continuations: [.init(stringLiteral: callOpen)],
        closers: ["<|close|>tools<|sep|>", "<|close|>message<|sep|>"],
        example: """
            <|open|>tools<|sep|><|open|>call tool="search" index="1"<|sep|>\
            <|open|>argument key="query" type="string"<|sep|>42<|close|>argument<|sep|>\
            <|close|>call<|sep|><|close|>tools<|sep|>
            """)
}
