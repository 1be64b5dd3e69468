// <｜DSML｜function_calls>
// <｜DSML｜invoke name="NAME">
// <｜DSML｜parameter name="KEY" string="true|false">VALUE</｜DSML｜parameter>
// </｜DSML｜invoke>
// </｜DSML｜function_calls>
//
// V4 calls the wrapper tool_calls, V4.1 puts a space before each name. string="true" is verbatim text, else JSON. The
// prefix may be missing on some tags, and one object may stand for the parameters. Where the token is written as text, its
// bars come in other kinds, doubled, or with blanks around them; or the head becomes <function><name>NAME</name>.
// Source: DeepSeek's encoding guides; reports of servers for the other spellings.
extension Dialect {
    public static let dsml = Dialect(
        id: "dsml",
        title: "DeepSeek V3.2 and V4: DSML tags",
        models: ["DeepSeek V3.2", "DeepSeek V4", "DeepSeek V4.1"],
        openers: DSMLSpelling.all.flatMap(DSMLSpelling.openers) + [DSMLSpelling.plainOpener],
        body: .taggedParameters(.attributed(DSMLSpelling.usual)),
        continuations: DSMLSpelling.all.flatMap(Lead.attributedInvokes),
        closers: DSMLSpelling.closers(DSMLSpelling.usual),
        example: """
            <｜DSML｜function_calls>
            <｜DSML｜invoke name="search">
            <｜DSML｜parameter name="query" string="true">42</｜DSML｜parameter>
            </｜DSML｜invoke>
            </｜DSML｜function_calls>
            """)
}

/// How the token is written.
private enum DSMLSpelling {
    static let usual = "｜DSML｜"
    static let others = [
        "｜｜DSML｜｜", "‖DSML‖", "|DSML|", "||DSML||", " ｜ DSML ｜ ", " ｜｜ DSML ｜｜ ", " ‖ DSML ‖ ", " | DSML | ",
        " || DSML || ",
    ]
    static let all = [usual] + others
    private static let wrappers = ["function_calls>", "tool_calls>", "calls>"]

    static func openers(_ mark: String) -> [Dialect.Opener] {
        let body: Dialect.Body? = mark == usual ? nil : .taggedParameters(mixed(mark))
        let closers: [String]? = mark == usual ? nil : self.closers(mark)
        let blocks = tags("<", mark, wrappers).map {
            Dialect.Opener($0, leads: Lead.attributedInvokes(mark), strength: .strong, body: body, closers: closers)
        }
        let bare = tags("<", mark, ["invoke name="]).map {
            Dialect.Opener($0, strength: .strong, body: body, needsEvidence: true, closers: closers)
        }
        return blocks + bare
    }

    static func closers(_ mark: String) -> [String] {
        tags("</", mark, wrappers) + ["</function_calls>", "</tool_calls>"]
    }

    /// Each tag, without and with a blank behind the token.
    private static func tags(_ bracket: String, _ mark: String, _ names: [String]) -> [String] {
        let gaps = mark.hasSuffix(" ") ? [""] : ["", " "]
        return names.flatMap { name in gaps.map { "\(bracket)\(mark)\($0)\(name)" } }
    }

    /// A token that is written as text is not always written alike: the closers may have another's bars.
    private static func mixed(_ mark: String) -> TagSyntax {
        var syntax = TagSyntax.attributed(mark)
        for other in all where other != mark {
            syntax.callClosers += tags("</", other, ["invoke>"])
            syntax.parameterClosers += tags("</", other, ["parameter>"])
        }
        return syntax
    }

    /// `<function><name>NAME</name>`, and then whatever tags.
    static var plainOpener: Dialect.Opener {
        let head: [Lead.Step] = ["<name>", .space, .name, .space, "</name>", .space]
        return Dialect.Opener(
            "<function>", leads: [Lead(head + ["<parameter name="]), Lead(head + ["</function>"])], strength: .weak,
            body: .taggedParameters(plainHead), closers: all.flatMap(closers) + ["</function>"])
    }

    private static let plainHead: TagSyntax = {
        var syntax = TagSyntax(
            callOpens: ["<name>"], nameEnds: ["</name>"], callClosers: ["</function>", "</invoke>"],
            parameterOpens: ["<parameter name="], parameterClosers: ["</parameter>"])
        for mark in all {
            syntax.callClosers += tags("</", mark, ["invoke>"])
            syntax.parameterOpens += tags("<", mark, ["parameter name="])
            syntax.parameterClosers += tags("</", mark, ["parameter>"])
        }
        return syntax
    }()
}

extension Lead {
    /// The beginning of a call whose tags carry `mark`, which may be missing.
    static func attributedInvokes(_ mark: String) -> [Lead] {
        ["<\(mark)invoke name=", "<\(mark) invoke name=", "<invoke name="].map { Lead([.literal($0)]) }
    }
}

extension TagSyntax {
    /// Tags that carry `mark` and say whether a value is a string.
    static func attributed(_ mark: String) -> TagSyntax {
        func spellings(_ slash: String, _ tag: String) -> [String] {
            ["<\(slash)\(mark)\(tag)", "<\(slash)\(mark) \(tag)", "<\(slash)\(tag)"]
        }
        var syntax = TagSyntax(
            callOpens: spellings("", "invoke name="), callClosers: spellings("/", "invoke>"),
            parameterOpens: spellings("", "parameter name="), parameterClosers: spellings("/", "parameter>"))
        syntax.token = mark.trimmed { !$0.isLetter }
        return syntax
    }
}
