// <｜DSML｜function_calls>
// <｜DSML｜invoke name="NAME">
// <｜DSML｜parameter name="KEY" string="true|false">VALUE</｜DSML｜parameter>
// </｜DSML｜invoke>
// </｜DSML｜function_calls>
//
// V4 calls the wrapper tool_calls, V4.1 puts a space before each name. string="true" is verbatim text, else JSON. The
// prefix may be missing on some tags, and one object may stand for the parameters. Source: DeepSeek's encoding guides.
extension Dialect {
    public static let dsml = Dialect(
        id: "dsml",
        title: "DeepSeek V3.2 and V4: DSML tags",
        models: ["DeepSeek V3.2", "DeepSeek V4", "DeepSeek V4.1"],
        openers: ["function_calls>", "tool_calls>", " calls>", " tool_calls>", " function_calls>"].map {
            Opener("<｜DSML｜" + $0, leads: Lead.attributedInvokes("DSML"), strength: .strong)
        } + ["<｜DSML｜invoke name=", "<｜DSML｜ invoke name="].map { Opener($0, strength: .strong, needsEvidence: true) },
        body: .taggedParameters(.attributed("DSML")),
        continuations: Lead.attributedInvokes("DSML"),
        closers: [
            "</｜DSML｜function_calls>", "</｜DSML｜tool_calls>", "</｜DSML｜ calls>", "</｜DSML｜ tool_calls>",
            "</｜DSML｜ function_calls>", "</function_calls>", "</tool_calls>",
        ],
        example: """
            <｜DSML｜function_calls>
            <｜DSML｜invoke name="search">
            <｜DSML｜parameter name="query" string="true">42</｜DSML｜parameter>
            </｜DSML｜invoke>
            </｜DSML｜function_calls>
            """)
}

extension Lead {
    /// The beginning of a call whose tags carry `token`, which may be missing.
    static func attributedInvokes(_ token: String) -> [Lead] {
        ["<｜\(token)｜invoke name=", "<｜\(token)｜ invoke name=", "<invoke name="].map { Lead([.literal($0)]) }
    }
}

extension TagSyntax {
    /// Tags that carry `token` and say whether a value is a string.
    static func attributed(_ token: String) -> TagSyntax {
        func spellings(_ slash: String, _ tag: String) -> [String] {
            ["<\(slash)｜\(token)｜\(tag)", "<\(slash)｜\(token)｜ \(tag)", "<\(slash)\(tag)"]
        }
        var syntax = TagSyntax(
            callOpens: spellings("", "invoke name="), callClosers: spellings("/", "invoke>"),
            parameterOpens: spellings("", "parameter name="), parameterClosers: spellings("/", "parameter>"))
        syntax.token = token
        return syntax
    }
}
