/// The request's tools, found by the names that models write, decorated as they may be.
struct ToolCatalog: Sendable {
    private let schemas: [String: JSONValue?]
    private let resolver: ToolNameResolver
    /// As they are declared; empty where there are too many to look for each in damaged text.
    let names: [String]
    /// The bytes that they begin with, as bits.
    private let firstBytes: [UInt64]

    /// The parameters of all tools; empty where there are too many.
    let keys: [String]
    /// The parameters of the tool that has most of them.
    let mostKeys: Int
    private static let maximumNames = 256
    private static let maximumKeys = 1024
    /// Every name counts as declared.
    private let acceptsAnyName: Bool

    init(_ tools: [ToolDeclaration], acceptsAnyName: Bool = false) {
        self.acceptsAnyName = acceptsAnyName
        schemas = Dictionary(tools.map { ($0.name, $0.parameters) }) { first, _ in first }
        let all = tools.map(\.name)
        resolver = ToolNameResolver(all)
        names = all.count > Self.maximumNames ? [] : all
        var firstBytes: [UInt64] = [0, 0, 0, 0]
        for byte in names.compactMap(\.utf8.first) { firstBytes[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
        self.firstBytes = firstBytes
        let properties = tools.map { $0.parameters?["properties"]?.objectValue ?? [] }
        mostKeys = properties.reduce(0) { max($0, $1.count) }
        let count = properties.reduce(0) { $0 + $1.count }
        keys = count > Self.maximumKeys ? [] : Array(Set(properties.flatMap { $0.map(\.key) }))
    }

    var isEmpty: Bool { schemas.isEmpty }

    /// Whether any of the names begins with `byte`.
    func mayBegin(with byte: UInt8) -> Bool { firstBytes[Int(byte >> 6)] & 1 << UInt64(byte & 63) != 0 }

    /// The schema of the arguments of the tool that is meant by `written`.
    func schema(of written: String?) -> JSONValue? {
        guard let written else { return nil }
        // Asked for each parameter: an exact name is found at once.
        if let schema = schemas[written] { return schema }
        return schemaName(of: written).flatMap { schemas[$0]?.flatMap(\.self) }
    }

    /// Whether the tool's schema requires any argument.
    func requiresArguments(_ written: String?) -> Bool {
        schema(of: written)?["required"]?.arrayValue?.isEmpty == false
    }

    /// Whether any of the parameters that its schema declares may be an object.
    func takesContainers(_ written: String?) -> Bool {
        guard let schema = schema(of: written) else { return false }
        return schema["properties"]?.objectValue?.contains { property in
            SchemaTypes(of: property.value, root: schema).contains(.object)
        } ?? false
    }

    /// Whether the request itself declares this very name.
    func declares(_ name: String) -> Bool { schemas[name] != nil }

    /// Whether a line that is only this word is a message's recipient.
    func isRecipient(_ word: String) -> Bool { declares(word) || acceptsAnyName && schemaName(of: word) == word }

    /// The declared name that is meant by `written`.
    func schemaName(of written: String) -> String? {
        switch resolve(written) {
        case .declared(let name), .repaired(let name): name
        case .undeclared: nil
        }
    }

    func resolve(_ written: String) -> ToolNameResolver.Resolution {
        let resolution = resolver.resolve(written)
        guard acceptsAnyName, case .undeclared = resolution else { return resolution }
        let name = NameDecoration(written).unprefixed
        return name.isEmpty ? resolution : name == written ? .declared(name) : .repaired(name)
    }

    /// The declared tool that is meant by a name in another namespace, or without its own.
    func unqualified(_ written: String) -> String? { resolver.unqualified(written) }
}

extension String {
    func trimmed(where isTrimmed: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
