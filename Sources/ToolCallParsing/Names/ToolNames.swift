/// The tools of a request by the names that models and servers give them, decorated as they may be. For those who get a
/// name without the text that it stood in.
public struct ToolNames: Sendable {
    private let names: ToolNameResolver
    private let declared: [String]

    public init(_ tools: [ToolDeclaration]) {
        declared = tools.map(\.name)
        names = ToolNameResolver(declared)
    }

    /// The tool that is meant by `written`; where none is, the name without quotes and tokens around it.
    public func meant(by written: String) -> String {
        switch names.resolve(written) {
        case .declared(let name), .repaired(let name), .undeclared(let name): name
        }
    }

    /// Whether `written` is the very name of a tool, and the beginning of no other's.
    public func isWhole(_ written: String) -> Bool {
        declared.contains(written) && !declared.contains { $0 != written && $0.hasPrefix(written) }
    }

    /// Whether `written` names a tool, as it is or decorated.
    public func names(_ written: String) -> Bool {
        if case .undeclared = names.resolve(written) { false } else { true }
    }
}
