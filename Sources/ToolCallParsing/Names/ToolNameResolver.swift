/// Finds the declared tool that is meant by a name as a model wrote it.
///
/// The exact name counts first, then the same name without what surrounds it (see ``NameDecoration``), then the longest part
/// behind a namespace that is declared, then the only declared name of the same components. A name that is none of these
/// stays as it was written.
struct ToolNameResolver: Sendable {
    /// What is meant by a name.
    enum Resolution: Equatable {
        case declared(String)
        /// Declared once the decoration is taken off.
        case repaired(String)
        case undeclared(String)
    }

    private let names: Set<String>
    /// Declared names by their components; those that share theirs are none.
    private let byComponents: [[Substring]: String]
    /// Declared names by what stands behind their last dot, in the same way.
    private let byLastPart: [Substring: String]

    /// What stands between a namespace and a name; `__` is MCP's.
    private static let separators: Set<Character> = [".", ":", "/"]

    /// A longer one is looked for as it stands, and not in its parts: those of a megabyte of colons have no end. OpenAI
    /// allows 64 characters, MCP's clients put the name of a server before it.
    private static let maximumBytes = 512
    /// A name with more of what separates its parts is none.
    private static let maximumSeparators = 32
    /// Of all declared names together: more are found as they stand only, since taking them apart takes time. A thousand
    /// tools of a hundred bytes are fewer.
    private static let maximumBytesOfAll = 1 << 17
    /// Namespaces behind which a name is looked for, one after the other.
    private static let maximumNamespaces = 8

    init(_ names: [String]) {
        self.names = Set(names)
        guard self.names.reduce(0, { $0 + $1.utf8.count }) <= Self.maximumBytesOfAll else {
            (byComponents, byLastPart) = ([:], [:])
            return
        }
        var byComponents: [[Substring]: String] = [:]
        var shared: Set<[Substring]> = []
        for name in self.names where name.utf8.count <= Self.maximumBytes {
            let components = Self.components(name[...])
            // Names of one component are found as they are.
            guard components.count > 1 else { continue }
            if byComponents.updateValue(name, forKey: components) != nil { shared.insert(components) }
        }
        self.byComponents = byComponents.filter { !shared.contains($0.key) }
        byLastPart = Dictionary(grouping: self.names.filter { $0.contains(".") }, by: Self.lastPart)
            .compactMapValues { $0.count == 1 ? $0.first : nil }
    }

    func isDeclared(_ name: String) -> Bool { names.contains(name) }

    func resolve(_ written: String) -> Resolution {
        if names.contains(written) { return .declared(written) }
        guard written.utf8.count <= Self.maximumBytes, !Self.hasTooManyParts(written) else {
            return .undeclared(written)
        }
        let decoration = NameDecoration(written)
        for candidate in decoration.candidates {
            if let name = declared(candidate) { return .repaired(name) }
        }
        return .undeclared(decoration.plain)
    }

    private static func hasTooManyParts(_ name: String) -> Bool {
        name.utf8.count { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
            > maximumSeparators
    }

    /// The declared name that is meant by `name` or by what stands behind its namespaces, the longest first.
    private func declared(_ name: Substring) -> String? {
        guard !name.isEmpty else { return nil }
        var rest = name
        for _ in 0...Self.maximumNamespaces {
            if names.contains(String(rest)) { return String(rest) }
            let components = Self.components(rest)
            if components.count > 1, let name = byComponents[components] { return name }
            guard let next = Self.behindNamespace(rest) else { return nil }
            rest = next
        }
        return nil
    }

    /// What stands behind the first separator; `nil`: there is none.
    private static func behindNamespace(_ name: Substring) -> Substring? {
        var index = name.startIndex
        while index < name.endIndex {
            let next = name.index(after: index)
            if separators.contains(name[index]) {
                let rest = name[next...].drop { separators.contains($0) }
                return rest.isEmpty ? nil : rest
            }
            if name[index] == "_", index > name.startIndex, next < name.endIndex, name[next] == "_" {
                let rest = name[next...].drop { $0 == "_" }
                return rest.isEmpty ? nil : rest
            }
            index = next
        }
        return nil
    }

    private static func components(_ name: Substring) -> [Substring] {
        var components: [Substring] = []
        var rest: Substring? = name
        while let name = rest {
            rest = behindNamespace(name)
            let end = rest?.startIndex ?? name.endIndex
            var component = name[..<end]
            while let last = component.last, rest != nil, separators.contains(last) || last == "_" {
                component = component.dropLast()
            }
            if !component.isEmpty { components.append(component) }
        }
        return components
    }

    /// The declared tool that is meant by a name that stands without its namespace, or in another one; `nil`: none, or more
    /// than one.
    func unqualified(_ written: String) -> String? {
        guard case .undeclared = resolve(written), written.contains(".") else { return nil }
        return byLastPart[Self.lastPart(written)]
    }

    private static func lastPart(_ name: String) -> Substring {
        name.lastIndex(of: ".").map { name[$0...].dropFirst() } ?? name[...]
    }
}
