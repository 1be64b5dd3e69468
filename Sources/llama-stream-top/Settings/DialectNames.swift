import ToolCallParsing

extension Dialect {
    /// The ids of all dialects, in order of preference.
    static var knownNames: [String] { ["hermes-json", "tool-call-line", "qwen3-coder-xml"] }
}
