import ToolCallParsing

/// What a request says of the calls in its answer.
struct CallRules: Sendable {
    let tools: [ToolDeclaration]
    /// One call is all that the client can deal with (`parallel_tool_calls: false`).
    let allowsOneCall: Bool
    /// Where the tools stand, by name: an answer may call thousands of times, and a request declare as many.
    private let places: [String: Int]

    init(tools: [ToolDeclaration] = [], allowsOneCall: Bool = false) {
        self.tools = tools
        self.allowsOneCall = allowsOneCall
        places = Dictionary(tools.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The first tool of this very name.
    func tool(_ name: String) -> ToolDeclaration? { places[name].map { tools[$0] } }
}
