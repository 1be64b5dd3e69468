// <tool_call>NAME
// <arg_key>KEY</arg_key>
// <arg_value>VALUE</arg_value>
// </tool_call>
//
// GLM-4.7 and later write the same without line feeds. Values are verbatim and may hold such tags; strings are written
// raw, all else as JSON. At times an object stands in the place of the pairs, behind a line feed, a blank or a bracket
// (GLM-4.7, GLM-5.3-Flash), or KEY=VALUE. Source: the models' chat templates; reports of servers for the rest.
extension Dialect {
    public static let glmXML = Dialect(
        id: "glm-xml",
        title: "GLM: pairs of keys and values between tags",
        models: ["GLM-4.5", "GLM-4.6", "GLM-4.7", "GLM-5", "GLM-5.3-Flash", "Laguna", "Ling 3", "Spark 2.5"],
        openers: [
            Opener(
                "<tool_call>", leads: [[.name, .space, "<arg_key>", .space, .name, "="]], strength: .medium,
                body: .collected(.gluedPairs)),
            Opener("<tool_call>", leads: Lead.pairs(closer: "</tool_call>"), strength: .medium),
            Opener(
                "<tool_call>", leads: [[.name, .space, "{"], [.name, .space, ">", .space, "{"]], strength: .medium,
                body: .namedArguments(NamedArgumentsSyntax(nameEnds: ["\n", ">", "{"], beforeArguments: [">"]))),
            Opener(
                "<tool_call>", leads: [[.name, .space, .name, "="]], strength: .medium,
                body: .collected(.assignments)),
        ],
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
    /// A name, then pairs or nothing. `prefix` begins the pairs' tags.
    static func pairs(closer: String, prefix: String = "") -> [Lead] {
        let key = "<\(prefix)arg_key>"
        return [
            [.name, .space, .literal(key)], [.name, .space, .literal(closer)],
            [.name, "\\n", .space, .literal(key)], [.name, .lineFeed, .space, .end],
        ]
    }
}

extension TagSyntax {
    static func pairs(closer: String, prefix: String = "") -> TagSyntax {
        let key = "\(prefix)arg_key>"
        let value = "\(prefix)arg_value>"
        return TagSyntax(
            nameEnds: ["\n", "\\n", "<" + key, closer], callClosers: [closer], parameterOpens: ["<" + key],
            keyEnds: ["</" + key], valueOpens: ["<" + value], parameterClosers: ["</" + value],
            recovery: .endOfText, untypedIsJSON: true)
    }
}
