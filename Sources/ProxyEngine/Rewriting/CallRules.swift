import ToolCallParsing

/// What a request says of the calls in its answer.
struct CallRules: Sendable {
    var tools: [ToolDeclaration] = []
    /// One call is all that the client can deal with (`parallel_tool_calls: false`).
    var allowsOneCall = false
}
