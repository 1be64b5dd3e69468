/// The JSON types that a schema allows.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8
    static let string = SchemaTypes(rawValue: 1)
    static let integer = SchemaTypes(rawValue: 2)
    static let number = SchemaTypes(rawValue: 4)
    static let boolean = SchemaTypes(rawValue: 8)
    static let null = SchemaTypes(rawValue: 16)
    static let object = SchemaTypes(rawValue: 32)
    static let array = SchemaTypes(rawValue: 64)

    /// References may lead through so many schemas; a schema may refer to itself.
    private static let maximumDepth = 16
    private static let maximumVisits = 256

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Exactly one type is allowed.
    var isSingle: Bool { rawValue.nonzeroBitCount == 1 }

    /// The types that `schema` names; empty where it names none. `root` is what `#/...` references start from.
    init(of schema: JSONValue?, root: JSONValue?) {
        // Branches and references may lead back to the same schema, and multiply.
        var budget = Self.maximumVisits
        self.init(of: schema, root: root, depth: 0, &budget)
    }

    private init(of schema: JSONValue?, root: JSONValue?, depth: Int, _ budget: inout Int) {
        self = []
        guard let schema, depth < Self.maximumDepth, budget > 0 else { return }
        budget -= 1
        if let type = schema["type"] { formUnion(Self(named: type)) }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            for branch in schema[keyword]?.arrayValue ?? [] {
                formUnion(Self(of: branch, root: root, depth: depth + 1, &budget))
            }
        }
        if let reference = schema["$ref"]?.stringValue {
            formUnion(Self(of: Self.target(of: reference, in: root), root: root, depth: depth + 1, &budget))
        }
        guard isEmpty else { return }
        for value in (schema["enum"]?.arrayValue ?? []) + [schema["const"]].compactMap(\.self) {
            formUnion(Self(of: value))
        }
    }

    init(named type: JSONValue) {
        self = []
        let names = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue].compactMap(\.self)
        for name in names { formUnion(Self(name: name.lowercased())) }
    }

    /// Spellings that agents' schemas use besides JSON Schema's own.
    private init(name: String) {
        switch name {
        case "string", "str", "text", "varchar", "char", "enum": self = .string
        case "boolean", "bool", "binary": self = .boolean
        case "null": self = .null
        case "object", "map": self = .object
        case "array", "arr": self = .array
        case "number": self = .number
        case _ where ["int", "uint", "long", "short", "unsigned"].contains { name.hasPrefix($0) }: self = .integer
        case _ where ["num", "float", "double"].contains { name.hasPrefix($0) }: self = .number
        case _ where name.hasPrefix("list"): self = .array
        case _ where name.hasPrefix("dict"): self = .object
        default: self = []
        }
    }

    /// The type of a value.
    init(of value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .number(let literal): self = literal.contains { ".eE".contains($0) } ? .number : .integer
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    /// The schema that a reference within the same document names, for example `#/$defs/Mode`. `lookedThrough` is told how
    /// many members there were at each step.
    static func target(
        of reference: String, in root: JSONValue?, lookedThrough: (Int) -> Void = { _ in }
    ) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        return reference.dropFirst().split(separator: "/").reduce(root) { schema, step in
            lookedThrough(schema?.objectValue?.count ?? 0)
            return schema?[replacing("~0", in: replacing("~1", in: String(step), with: "/"), with: "~")]
        }
    }

    private static func replacing(_ pattern: String, in text: String, with replacement: String) -> String {
        text.split(separator: pattern, omittingEmptySubsequences: false).joined(separator: replacement)
    }
}
