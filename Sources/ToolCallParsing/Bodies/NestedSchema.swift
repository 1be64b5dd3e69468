/// The way into a schema: what it says of members and elements.
struct NestedSchema: Sendable {
    var schema: JSONValue?
    var root: JSONValue?

    /// Schemas that are looked at for one answer; references may lead in circles.
    private static let maximumSteps = 64

    var types: SchemaTypes { SchemaTypes(of: schema, root: root) }

    func member(_ key: String) -> NestedSchema {
        let named = first { $0["properties"]?[key] }
        return NestedSchema(schema: named ?? first { $0["additionalProperties"] }, root: root)
    }

    var element: NestedSchema { NestedSchema(schema: first { $0["items"] }, root: root) }

    func declares(_ key: String) -> Bool { first { $0["properties"]?[key] } != nil }

    /// Whether a tag may stand in a value of this: a member, or an element of a list.
    func mayHold(_ tag: String) -> Bool {
        declares(tag) || tag == "item" && (types.isEmpty || types.contains(.array))
    }

    var members: [String] { first { $0["properties"] }?.objectValue?.map(\.key) ?? [] }

    /// The first answer among the schema, what it refers to and its alternatives.
    private func first(_ answer: (JSONValue) -> JSONValue?) -> JSONValue? {
        var waiting = [schema].compactMap(\.self)
        var steps = 0
        while !waiting.isEmpty, steps < Self.maximumSteps {
            steps += 1
            let schema = waiting.removeFirst()
            if let found = answer(schema) { return found }
            if let target = target(of: schema["$ref"]?.stringValue) { waiting.append(target) }
            for keyword in ["anyOf", "oneOf", "allOf"] { waiting += schema[keyword]?.arrayValue ?? [] }
        }
        return nil
    }

    /// The schema that a reference within the same document names.
    private func target(of reference: String?) -> JSONValue? {
        guard let reference, reference.hasPrefix("#") else { return nil }
        return reference.dropFirst().split(separator: "/").reduce(root) { $0?[String($1)] }
    }

    /// Text that stayed text, as the type that its schema allows.
    static func append(_ text: ArraySlice<UInt8>, as types: SchemaTypes, to output: inout [UInt8]) {
        let word = String(decoding: text, as: UTF8.self).trimmed { $0.isWhitespace }
        let isNull = word.isEmpty || ["null", "Null", "NULL"].contains(word)
        if types.contains(.null) && isNull {
            output.append(contentsOf: "null".utf8)
        } else if types.isEmpty {
            let isLiteral = ["true", "false", "null"].contains(word)
            isLiteral
                ? output.append(contentsOf: word.utf8)
                : ArgumentCoercion.append(text, as: ValueTyping(.string), to: &output)
        } else if types.contains(.string) {
            ArgumentCoercion.append(text, as: ValueTyping(.string), to: &output)
        } else if word.isEmpty && types.contains(.object) {
            output.append(contentsOf: "{}".utf8)
        } else if word.isEmpty && types.contains(.array) {
            output.append(contentsOf: "[]".utf8)
        } else {
            ArgumentCoercion.append(text, as: ValueTyping(types), to: &output)
        }
    }
}
