// <|open|>tools<|sep|><|open|>call tool="NAME" index="1"<|sep|>
// <|open|>argument key="KEY" type="string|number|..."<|sep|>VALUE<|close|>argument<|sep|>
// <|close|>call<|sep|><|close|>tools<|sep|>
//
// Attributes are escaped as XML's are, values are not. Some of the tokens may be lost on the way. Source: the model's chat template; vLLM's and SGLang's parsers.
extension Dialect {
    private static let callOpen = "<|open|>call tool="

    public static let kimiK3 = Dialect(
        id: "kimi-k3",
        title: "Kimi K3: open and close tokens",
        models: ["Kimi K3"],
        openers: [
            Opener(
                "<|open|>tools<|sep|>", leads: [.init(stringLiteral: callOpen), "call tool="], strength: .strong,
                vanishes: true),
            Opener(callOpen, strength: .strong, needsEvidence: true),
            Opener("<|open|>toolscall tool=", strength: .strong, needsEvidence: true),
        ],
        body: .taggedParameters(
            TagSyntax(
                callOpens: [callOpen, "call tool="], nameEnds: ["<|sep|>"],
                callClosers: ["<|close|>call<|sep|>", "call<|sep|>"],
                parameterOpens: ["<|open|>argument key=", "argument key="], keyEnds: ["<|sep|>"],
                parameterClosers: ["<|close|>argument<|sep|>"], wordCloser: "argument<|sep|>")),
        continuations: [.init(stringLiteral: callOpen)],
        closers: ["<|close|>tools<|sep|>", "<|close|>message<|sep|>"]
            + ["tools", "message", "toolsmessage", "toolstoolsmessage"].flatMap {
                ["\($0)<|sep|>", "<|close|>\($0)<|sep|>"]
            },
        example: """
            <|open|>tools<|sep|><|open|>call tool="search" index="1"<|sep|>\
            <|open|>argument key="query" type="string"<|sep|>42<|close|>argument<|sep|>\
            <|close|>call<|sep|><|close|>tools<|sep|>
            """)
}
