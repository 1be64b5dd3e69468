import ToolCallParsing

/// From the setting to the dialects.
enum DialectSelection {
    /// The dialects of `choice`; identifiers that nobody knows are left out (the executable has warned of them).
    static func dialects(_ choice: DialectChoice) -> [Dialect] {
        switch choice {
        case .automatic: Dialect.all
        case .none: []
        case .only(let names): names.compactMap { name in Dialect.all.first { $0.id.rawValue == name } }
        }
    }
}
