package import ToolCallParsing

/// What a tool is called: by its name alone, or within a namespace.
package struct ToolName: Hashable, Sendable {
    package var namespace: String?
    package var name: String

    package init(_ name: String, in namespace: String? = nil) {
        self.name = name
        self.namespace = namespace
    }

    /// One name for both, where there are no namespaces.
    package var flat: String { namespace.map { "\($0)__\(name)" } ?? name }
}

package struct Tool: Equatable, Sendable {
    package enum Input: Equatable, Sendable {
        /// JSON by a schema; `nil`: any object.
        case arguments(schema: JSONValue?)
        /// Plain text, perhaps by a grammar, which is shown to the model.
        case freeform(grammar: String?)
    }
    package var name: ToolName
    package var description: String
    package var input: Input
    package var isStrict: Bool?
    /// The kind by which answers name its calls, where that is another than a function's.
    package var kind: Kind

    /// Of the arguments; `nil`: any object.
    package var schema: JSONValue? {
        switch input {
        case .arguments(let schema): schema
        case .freeform: FreeformInput.schema
        }
    }

    package enum Kind: Equatable, Sendable {
        case function, custom, localShell, search
    }

    package init(
        _ name: ToolName, description: String = "", input: Input = .arguments(schema: nil), isStrict: Bool? = nil,
        kind: Kind = .function
    ) {
        self.name = name
        self.description = description
        self.input = input
        self.isStrict = isStrict
        self.kind = kind
    }
}

package enum ToolChoice: Equatable, Sendable {
    case automatic, none, required
    case tool(ToolName)
}

/// The names under which a backend without namespaces knows the tools, there and back.
package struct FlatToolNames: Equatable, Sendable {
    private var flat: [ToolName: String] = [:]
    private var tools: [String: Tool] = [:]

    package init(_ tools: [Tool] = []) {
        // Thousands may have one name: the next one begins where the last one ended.
        var ends: [String: String] = [:]
        for tool in tools where flat[tool.name] == nil {
            let wanted = tool.name.flat
            var name = ends[wanted] ?? wanted
            while self.tools[name] != nil { name += "_" }
            ends[wanted] = name
            flat[tool.name] = name
            self.tools[name] = tool
        }
    }

    /// The backend's name of a tool. One that is not declared any more has the name that it had.
    package func flat(_ name: ToolName) -> String { flat[name] ?? name.flat }

    /// The tool that a backend means; `nil`: none that was declared.
    package func tool(_ flat: String) -> Tool? { tools[flat] }
}
