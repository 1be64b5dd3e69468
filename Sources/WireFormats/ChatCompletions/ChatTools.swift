import ToolCallParsing

/// Tools as chat completions declare them, and Ollama.
enum ChatTools {
    static func read(_ declared: [JSONValue]) -> [Tool] { declared.compactMap(tool) }

    /// `nil`: no function, or one without a name.
    static func tool(_ declared: JSONValue) -> Tool? {
        guard let function = declared["function"], let name = function["name"]?.stringValue, !name.isEmpty else {
            return nil
        }
        return Tool(
            ToolName(name), description: function["description"]?.stringValue ?? "",
            input: .arguments(schema: function["parameters"].flatMap { $0 == .null ? nil : $0 }))
    }
}
