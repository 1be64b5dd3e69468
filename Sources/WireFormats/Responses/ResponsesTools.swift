import ToolCallParsing

/// The tools that a request of Responses declares, of whatever type.
extension ResponsesRequestReader {
    mutating func readTools(_ tools: [JSONValue], in namespace: String?) {
        for tool in tools { read(tool: tool, in: namespace) }
    }

    private mutating func read(tool: JSONValue, in namespace: String?) {
        let type = tool["type"]?.stringValue ?? ""
        let name = tool["name"]?.stringValue ?? ""
        switch type {
        case "function" where !name.isEmpty:
            // Not yet to be known; the model finds it by a search.
            if tool["defer_loading"]?.boolValue == true { return }
            let schema = tool["parameters"].flatMap { $0 == .null ? nil : $0 }
            add(Tool(ToolName(name, in: namespace), input: .arguments(schema: schema)), tool)
        case "custom" where !name.isEmpty:
            add(
                Tool(ToolName(name, in: namespace), input: .freeform(grammar: Self.grammar(tool)), kind: .custom), tool)
        case "namespace":
            // Calls of this one come back without it.
            readTools(tool["tools"]?.arrayValue ?? [], in: name == "functions" ? nil : name)
        case "local_shell", "shell":
            add(
                Tool(
                    ToolName(type), description: "Runs a command.", input: .arguments(schema: Self.shell),
                    kind: .localShell), tool)
        case "apply_patch":
            add(
                Tool(
                    ToolName(type), description: "Changes files by a patch.", input: .freeform(grammar: nil),
                    kind: .custom), tool)
        case "tool_search":
            add(
                Tool(
                    ToolName("tool_search"), description: Self.searchText,
                    input: .arguments(schema: tool["parameters"] ?? Self.search), kind: .search), tool)
        default: conversation.leaveOut(type.isEmpty ? "tool" : type)
        }
    }

    private mutating func add(_ tool: Tool, _ declared: JSONValue) {
        guard declaredNames.insert(tool.name).inserted else { return }
        var tool = tool
        if let text = declared["description"]?.stringValue { tool.description = text }
        tool.isStrict = declared["strict"]?.boolValue
        conversation.tools.append(tool)
    }

    private static func grammar(_ tool: JSONValue) -> String? {
        guard let format = tool["format"], format["type"]?.stringValue == "grammar" else { return nil }
        return format["definition"]?.stringValue
    }

    private static let shell = JSONValue.members([
        ("type", .string("object")),
        (
            "properties",
            .members([
                (
                    "command",
                    .members([("type", .string("array")), ("items", .members([("type", .string("string"))]))])
                )
            ])
        ), ("required", .array([.string("command")])),
    ])

    private static let searchText = "Finds tools that are not loaded yet, by what they do."
    private static let search = JSONValue.members([
        ("type", .string("object")),
        ("properties", .members([("query", .members([("type", .string("string"))]))])),
        ("required", .array([.string("query")])),
    ])
}
