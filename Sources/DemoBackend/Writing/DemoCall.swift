/// A call that the demo model makes.
package struct DemoCall: Equatable, Sendable {
    package var name: String
    /// An object.
    package var arguments: DemoValue

    package init(name: String, arguments: DemoValue) {
        self.name = name
        self.arguments = arguments
    }

    var object: DemoValue { .object([("name", .string(name)), ("arguments", arguments)]) }

    /// As JSON between tags, with the faults that local models make: single quotes, Python's literals, a comma too many.
    var malformed: String {
        func loose(_ value: DemoValue) -> String {
            switch value {
            case .null: "None"
            case .bool(let flag): flag ? "True" : "False"
            case .string(let text) where !text.contains(where: { "'\\\n".contains($0) }): "'\(text)'"
            case .array(let items): "[" + items.map(loose).joined(separator: ", ") + "]"
            case .object(let members): "{" + members.map { "'\($0.key)': " + loose($0.value) + "," }.joined() + "}"
            default: value.json
            }
        }
        return "<tool_call>\n{\"name\": \(DemoValue.quoted(name)), \"arguments\": \(loose(arguments))}\n</tool_call>"
    }

    /// The beginning of JSON between tags, broken off inside the arguments.
    var cutOff: String {
        let head = "<tool_call>\n{\"name\": \(DemoValue.quoted(name)), \"arguments\": "
        let body = arguments.json
        return head + body.prefix(max(2, body.count * 2 / 3))
    }
}
