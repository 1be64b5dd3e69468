/// The request's tools, found by the names that models write, decorated as they may be.
struct ToolCatalog: Sendable {
    private let schemas: [String: JSONValue?]

    /// Every name counts as declared.
    private let acceptsAnyName: Bool

    init(_ tools: [ToolDeclaration], acceptsAnyName: Bool = false) {
        self.acceptsAnyName = acceptsAnyName
        schemas = Dictionary(tools.map { ($0.name, $0.parameters) }) { first, _ in first }
    }

    var isEmpty: Bool { schemas.isEmpty }

    /// The schema of the arguments of the tool that is meant by `written`.
    func schema(of written: String?) -> JSONValue? {
        guard let written else { return nil }
        switch resolve(written) {
        case .declared(let name), .repaired(let name): return schemas[name]?.flatMap(\.self)
        case .undeclared: return nil
        }
    }

    /// Whether the request itself declares this very name.
    func declares(_ name: String) -> Bool { schemas[name] != nil }

    /// The declared name that is meant by `written`.
    func schemaName(of written: String) -> String? {
        switch resolve(written) {
        case .declared(let name), .repaired(let name): name
        case .undeclared: nil
        }
    }

    /// What is meant by a name as a model wrote it.
    enum Resolution: Equatable {
        case declared(String)
        /// Declared once the decoration is taken off.
        case repaired(String)
        case undeclared(String)
    }

    func resolve(_ written: String) -> Resolution {
        if schemas[written] != nil { return .declared(written) }
        let stripped = Self.stripped(written)
        if schemas[stripped] != nil { return .repaired(stripped) }
        if acceptsAnyName, !stripped.isEmpty { return stripped == written ? .declared(written) : .repaired(stripped) }
        return .undeclared(written.trimmed { $0.isWhitespace })
    }

    /// The declared tool that is meant by a name with its namespace before it, or with it twice; `nil`: none, or the name
    /// is declared as it is. The last component counts if one tool alone ends with it.
    func unqualified(_ written: String) -> String? {
        guard case .undeclared = resolve(written), let dot = written.lastIndex(of: ".") else { return nil }
        let once = written.drop { $0 != "." }.dropFirst()
        if schemas[String(once)] != nil { return String(once) }
        let last = written[dot...].dropFirst()
        let meant = schemas.keys.filter { $0 == last || $0.hasSuffix("." + last) }
        return meant.count == 1 ? meant.first : nil
    }

    /// Takes off quotes, `functions.` and the like, `()`, an index behind a colon, and what follows a leaked marker.
    private static func stripped(_ written: String) -> String {
        var name = Substring(written)
        if let marker = name.firstIndex(of: "<") { name = name[..<marker] }
        name = Substring(String(name).trimmed { $0.isWhitespace || $0 == "\"" || $0 == "'" || $0 == "`" })
        for prefix in ["functions.", "function.", "tools.", "default_api."] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        if name.hasSuffix("()") { name = name.dropLast(2) }
        if let colon = name.lastIndex(of: ":"), name[colon...].dropFirst().allSatisfy(\.isNumber) {
            name = name[..<colon]
        }
        return String(name)
    }
}

extension String {
    func trimmed(where isTrimmed: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let first = text.first, isTrimmed(first) { text.removeFirst() }
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
