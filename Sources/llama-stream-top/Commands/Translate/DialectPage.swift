import ToolCallParsing

/// `docs/dialects.md`, from the declarations.
enum DialectPage {
    static var markdown: String {
        var page = """
            # Dialects

            Made from the declarations in `Sources/ToolCallParsing/Dialects`; a test keeps it current.

            All of these are looked for at once, in one pass over the text. A marker that is *strong* makes a call of any \
            name; *medium* ones need a declared tool and count outside code; *weak* ones count at the start of a line as \
            well. Dialects marked *only where named* are looked for where `formats` names them.


            """
        for dialect in Dialect.all { page += section(dialect) }
        return page
    }

    private static func section(_ dialect: Dialect) -> String {
        let markers = dialect.openers.filter { !$0.marker.isEmpty }.map { opener in
            "\(code(opener.marker)) (\(opener.strength))"
        }
        var seen: Set<String> = []
        let unique = markers.filter { seen.insert($0).inserted }
        var text = "## `\(dialect.id)`\n\n\(dialect.title)."
        if !dialect.isDetected { text += " *Only where named.*" }
        text += "\n\n- Models: \(dialect.models.joined(separator: ", "))\n"
        if !unique.isEmpty { text += "- Markers: \(unique.joined(separator: " · "))\n" }
        if dialect.frame != nil { text += "- Stands in a message to a tool; see the example.\n" }
        text += "\nThe model writes\n\n\(fenced(dialect.example, "text"))\n\nand the client gets\n\n"
        var options = ParserOptions(dialects: [dialect], isPinned: !dialect.isDetected)
        options.acceptsAnyName = true
        let message = ModelOutputParser.parse(dialect.example, options: options)
        let calls = message.calls.map {
            #"{"name": \#(JSONValue.string($0.name).jsonText), "arguments": \#($0.arguments)}"#
        }
        return text + fenced(calls.joined(separator: "\n"), "json") + "\n\n"
    }

    private static func code(_ marker: String) -> String {
        let line = marker.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
        return line.contains("`") ? "`` \(line) ``" : "`\(line)`"
    }

    /// In a fence that is longer than any inside.
    private static func fenced(_ text: String, _ language: String) -> String {
        let fence = text.contains("```") ? "````" : "```"
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }
}
