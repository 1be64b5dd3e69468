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

extension DemoCall {
    /// A call of `tool` with the values of `known` where its schema has a property of that name, else with made-up ones.
    init(_ tool: DemoRequest.Tool, known: [String: DemoValue]) {
        name = tool.name
        var members: [(key: String, value: DemoValue)] = []
        if case .object(let properties) = tool.parameters["properties"] {
            var required: [String] = []
            if case .array(let names) = tool.parameters["required"] { required = names.compactMap(\.text) }
            for property in properties {
                if let value = known[property.key], Self.fits(value, property.value) {
                    members.append((property.key, value))
                } else if required.contains(property.key) {
                    members.append((property.key, Self.example(of: property.value, depth: 0)))
                }
            }
        }
        arguments = .object(members)
    }

    private static func fits(_ value: DemoValue, _ schema: DemoValue) -> Bool {
        switch (schema["type"]?.text, value) {
        case (nil, _), ("string", .string), ("integer", .integer), ("number", .integer), ("boolean", .bool),
            ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    /// A value that a schema allows, as far as its type, `enum` and `default` tell.
    private static func example(of schema: DemoValue, depth: Int) -> DemoValue {
        if let value = schema["default"] { return value }
        if case .array(let choices) = schema["enum"], let first = choices.first { return first }
        switch schema["type"]?.text {
        case "integer": return .integer(3)
        case "number": return .number(2.5)
        case "boolean": return .bool(true)
        case "null": return .null
        case "array":
            guard depth < 4, let items = schema["items"] else { return .array([]) }
            return .array([example(of: items, depth: depth + 1)])
        case "object":
            guard depth < 4, case .object(let properties) = schema["properties"] else { return .object([]) }
            return .object(properties.map { ($0.key, example(of: $0.value, depth: depth + 1)) })
        default: return .string("example")
        }
    }
}
