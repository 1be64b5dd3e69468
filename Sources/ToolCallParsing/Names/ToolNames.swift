/// The tools of a request by the names that models and servers give them, decorated as they may be. For those who get a
/// name without the text that it stood in.
public struct ToolNames: Sendable {
    private let names: ToolNameResolver
    /// In the order of their bytes, so that those which begin alike are neighbours.
    private let declared: [String]

    public init(_ tools: [ToolDeclaration]) {
        let written = tools.map(\.name)
        declared = written.sorted(by: Self.precedes)
        names = ToolNameResolver(written)
    }

    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// The tool that is meant by `written`; where none is, the name without quotes and tokens around it.
    public func meant(by written: String) -> String {
        switch names.resolve(written) {
        case .declared(let name), .repaired(let name), .undeclared(let name): name
        }
    }

    /// Whether `written` is the very name of a tool, and the beginning of no other's.
    public func isWhole(_ written: String) -> Bool {
        guard names.isDeclared(written) else { return false }
        var (low, high) = (0, declared.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(written, declared[middle]) { high = middle } else { low = middle + 1 }
        }
        return low == declared.count || !declared[low].utf8.starts(with: written.utf8)
    }

    /// Whether `written` names a tool, as it is or decorated.
    public func names(_ written: String) -> Bool {
        if case .undeclared = names.resolve(written) { false } else { true }
    }
}
