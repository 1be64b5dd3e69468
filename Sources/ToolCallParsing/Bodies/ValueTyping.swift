/// What a parameter's text may become.
struct ValueTyping: Equatable, Sendable {
    /// Empty: unknown.
    var types: SchemaTypes
    /// Without types: JSON where the text is such, and not always a string.
    var untypedIsJSON = false

    init(_ types: SchemaTypes) { self.types = types }

    /// The tag's own word on the type counts where it says string, or where the schema says nothing.
    /// `schemaDecides`: the tag's word counts only where the schema leaves a choice.
    init(schema: SchemaTypes, attributes: [String: String], untypedIsJSON: Bool, schemaDecides: Bool = false) {
        types = schema
        self.untypedIsJSON = untypedIsJSON
        if schemaDecides, schema.isSingle { return }
        if let isString = attributes["string"] {
            if isString == "true" {
                types = .string
            } else {
                types.remove(.string)
                self.untypedIsJSON = true
            }
        } else if let type = attributes["type"] {
            let named = SchemaTypes(
                of: .object([JSONMember(key: "type", value: .string(Self.base(of: type)))]), root: nil)
            if named == .string {
                types = .string
            } else if schema.isEmpty || schema.contains(.string) || !named.isEmpty {
                // Where the two contradict each other, what was written decides.
                types = named.isDisjoint(with: schema) ? named.union(schema) : named
                self.untypedIsJSON = true
            }
        }
    }

    /// `array[string]` is an array.
    private static func base(of type: String) -> String { String(type.prefix { $0 != "[" }) }

    /// Its text can be nothing but a string.
    var isString: Bool { types == .string || types.isEmpty && !untypedIsJSON }
}
