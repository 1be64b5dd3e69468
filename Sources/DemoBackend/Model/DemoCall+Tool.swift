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
