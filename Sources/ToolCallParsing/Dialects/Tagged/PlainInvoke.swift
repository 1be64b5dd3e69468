// <function_calls>
// <invoke name="NAME">
// <parameter name="KEY">VALUE</parameter>
// </invoke>
// </function_calls>
//
// Written by models that were trained on transcripts of Claude. The wrapper may be missing; an object may stand in the
// place of the parameters. dots wraps the same in <dots_function_call>, or writes one JSON object there.
// Source: SGLang's detectors.
extension Dialect {
    public static let plainInvoke = Dialect(
        id: "plain-invoke",
        title: "Invoke and parameter tags",
        models: ["models trained on Claude's transcripts", "dots"],
        openers: [
            Opener("<function_calls>", leads: ["<invoke name="], strength: .medium),
            Opener("<invoke name=", strength: .medium, needsEvidence: true),
            Opener("<dots_function_call>", leads: ["<invoke name="], strength: .strong, body: .taggedParameters(.dots)),
            Opener("<dots_function_call>", leads: Lead.objects, strength: .strong, body: .jsonCalls()),
        ],
        body: .taggedParameters(.invokeTags),
        continuations: ["<invoke name="],
        closers: ["</function_calls>", "</dots_function_call>"],
        example: """
            <function_calls>
            <invoke name="write_file">
            <parameter name="path">a.txt</parameter>
            <parameter name="content">x</parameter>
            </invoke>
            </function_calls>
            """)
}

extension TagSyntax {
    fileprivate static let dots: TagSyntax = {
        var syntax = invokeTags
        syntax.padding = .trimmed
        return syntax
    }()
}
