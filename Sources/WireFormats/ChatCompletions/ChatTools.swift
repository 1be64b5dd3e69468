package import ToolCallParsing

/// Tools as chat completions declare them, and Ollama.
package enum ChatTools {
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

    package enum Problem: Error, Equatable, Sendable {
        case isNoArray
        /// The function at this place has no name.
        case hasNoName(Int)
    }

    /// Reads the value of `tools`, or that of the older `functions`, whose elements are the functions themselves. What is no
    /// function (a built-in tool of some server) is passed on and cannot be called by text.
    package static func declarations(
        _ value: UnsafeRawBufferPointer, areFunctions: Bool
    ) throws(Problem) -> [ToolDeclaration] {
        guard let elements = (try? JSONValue(parsing: value))?.arrayValue else { throw .isNoArray }
        var tools: [ToolDeclaration] = []
        for (index, element) in elements.enumerated() {
            guard let function = areFunctions ? element : element["function"] else { continue }
            guard let name = function["name"]?.stringValue else { throw .hasNoName(index) }
            tools.append(ToolDeclaration(name: name, parameters: function["parameters"]))
        }
        return tools
    }
}
