/// A string that stands where the schema wants an object or array, as Llama writes them: held until it has ended, and
/// replaced by what it holds if that is one.
struct EncodedContainer: Sendable {
    var types: SchemaTypes
    /// Position of its opening quote.
    var start: Int
    /// With its quotes, as JSON.
    var text: [UInt8] = []

    /// What is in the string; `nil`: not what the schema wants.
    var content: [UInt8]? {
        guard text.count >= 2 else { return nil }
        let inner = text.withUnsafeBytes {
            JSONString.unescaped(UnsafeRawBufferPointer(rebasing: $0[1..<($0.count - 1)]))
        }
        return ArgumentCoercion.container(inner.trimmed(where: \.isWhitespace), types)
    }
}

extension TolerantJSONScanner {
    /// The types of the value that begins here, if a string in its place is to be looked into.
    var expectedContainer: SchemaTypes? {
        guard !containers.isEmpty, expectation == .value, stack.count == 1 else { return nil }
        return pendingKey.flatMap { containers[$0] }
    }

    /// The key that waits for its value.
    var pendingKey: String? {
        guard let first = pending.firstIndex(of: UInt8(ascii: "\"")),
            let last = pending.lastIndex(of: UInt8(ascii: "\"")), first < last
        else { return nil }
        let key = pending.withUnsafeBytes {
            JSONString.unescaped(UnsafeRawBufferPointer(rebasing: $0[(first + 1)..<last]))
        }
        return key
    }

    /// The string that was held has ended.
    mutating func finishCandidate(into output: inout ArgumentText) {
        guard let candidate else { return }
        self.candidate = nil
        if let content = candidate.content {
            output.repaired(.doubleEncoded, at: candidate.start)
            output.bytes.append(contentsOf: content)
        } else {
            output.bytes.append(contentsOf: candidate.text)
        }
    }
}

extension ToolCatalog {
    /// The parameters of a tool that are strings, and nothing else.
    func strings(of tool: String?) -> Set<String> {
        guard let schema = schema(of: tool), let properties = schema["properties"]?.objectValue else { return [] }
        return Set(properties.filter { SchemaTypes(of: $0.value, root: schema) == .string }.map(\.key))
    }

    /// The parameters of a tool that takes objects or arrays, without those that may stand in them.
    func siblings(of tool: String?) -> Set<String> {
        guard let schema = schema(of: tool), let properties = schema["properties"]?.objectValue else { return [] }
        let holds = properties.contains { property in
            !SchemaTypes(of: property.value, root: schema).isDisjoint(with: [.object, .array])
        }
        guard holds else { return [] }
        var inner: Set<String> = []
        var budget = Self.maximumInner
        for property in properties { Self.collectKeys(property.value, into: &inner, &budget) }
        return budget > 0 ? Set(properties.map(\.key)).subtracting(inner) : []
    }

    /// Members of a schema that are looked through.
    private static let maximumInner = 4096

    /// All names of properties in a schema.
    private static func collectKeys(_ schema: JSONValue, into keys: inout Set<String>, _ budget: inout Int) {
        budget -= 1
        guard budget > 0 else { return }
        switch schema {
        case .object(let members):
            for member in members {
                if member.key == "$ref" { budget = 0 }
                if member.key == "properties" { keys.formUnion((member.value.objectValue ?? []).map(\.key)) }
                collectKeys(member.value, into: &keys, &budget)
            }
        case .array(let elements): for element in elements { collectKeys(element, into: &keys, &budget) }
        default: break
        }
    }

    /// The parameters of a tool that are objects or arrays and cannot be strings, with their types.
    func containers(of tool: String?) -> [String: SchemaTypes] {
        guard let schema = schema(of: tool), let properties = schema["properties"]?.objectValue else { return [:] }
        var containers: [String: SchemaTypes] = [:]
        for property in properties {
            let types = SchemaTypes(of: property.value, root: schema)
            guard !types.contains(.string), !types.isDisjoint(with: [.object, .array]) else { continue }
            containers[property.key] = types
        }
        return containers
    }
}
