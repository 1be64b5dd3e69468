// <tool_call>NAME
// <arg_key>KEY</arg_key>
// <arg_value>VALUE</arg_value>
// </tool_call>
//
// GLM-4.7 and later write the same without line feeds. Values are verbatim and may hold such tags; strings are written
// raw, all else as JSON. Source: the models' chat templates.
extension Dialect {
    public static let glmXML = Dialect(
        id: "glm-xml",
        title: "GLM: pairs of keys and values between tags",
        models: ["GLM-4.5", "GLM-4.6", "GLM-4.7", "GLM-5", "Laguna", "Ling 3", "Spark 2.5"],
        openers: [Opener("<tool_call>", leads: Lead.pairs(closer: "</tool_call>"), strength: .medium)],
        body: .taggedParameters(.pairs(closer: "</tool_call>")),
        closers: ["</tool_call>", "<|role_end|>"],
        example: """
            <tool_call>get_weather
            <arg_key>city</arg_key>
            <arg_value>Oslo</arg_value>
            </tool_call>
            """)
}

extension Lead {
    /// A name, then pairs or nothing.
    static func pairs(closer: String) -> [Lead] {
        [
            [.name, .space, "<arg_key>"], [.name, .space, .literal(closer)],
            [.name, "\\n", .space, "<arg_key>"], [.name, .lineFeed, .space, .end],
        ]
    }
}

extension TagSyntax {
    static func pairs(closer: String) -> TagSyntax {
        TagSyntax(
            nameEnds: ["\n", "\\n", "<arg_key>", closer], callClosers: [closer], parameterOpens: ["<arg_key>"],
            keyEnds: ["</arg_key>"], valueOpens: ["<arg_value>"], parameterClosers: ["</arg_value>"],
            recovery: .endOfText, untypedIsJSON: true)
    }
}
