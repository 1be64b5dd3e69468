/// The value of a parameter that may hold all arguments: some models write one parameter `arguments` with an object in it.
struct WrappedArguments: Sendable {
    private static let keys: Set<String> = ["arguments", "input", "properties", "parameters"]

    private let schema: JSONValue?
    /// The value as JSON, as far as it is known.
    var text = ArgumentText()

    /// `nil`: the key is one of the tool's own, or the tool's are not known.
    init?(key: String, schema: JSONValue?) {
        guard Self.keys.contains(key), let properties = schema?["properties"]?.objectValue, !properties.isEmpty,
            !properties.contains(where: { $0.key == key })
        else { return nil }
        self.schema = schema
    }

    /// The arguments; `nil` where the value is only a value.
    var members: [JSONMember]? {
        guard let value = try? JSONValue(parsing: text.bytes) else { return nil }
        let object = value.stringValue.map { try? JSONValue(parsing: $0) } ?? value
        guard let members = object?.objectValue else { return nil }
        return members.allSatisfy { schema?["properties"]?[$0.key] != nil } ? members : nil
    }
}
