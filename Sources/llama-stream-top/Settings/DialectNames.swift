import ToolCallParsing

extension Dialect {
    /// The ids of all dialects, in order of preference.
    static var knownNames: [String] { all.map(\.id.rawValue) }
}
