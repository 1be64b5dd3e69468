/// What became of the calls of one tool in one dialect, since the start. A row of the list of tools.
package struct ToolUse: Equatable, Codable, Sendable, Identifiable {
    /// Empty for text that looked like a call and was none: nobody knows of what.
    package var tool: String
    /// The dialect's id, or `native`.
    package var dialect: String
    package var calls = 0
    package var badArguments = 0
    package var nearMisses = 0
    /// Calls whose arguments had to be repaired, and the repairs by kind.
    package var repaired = 0
    package var repairs: [MonitorSnapshot.DialectCount] = []
    /// Calls that were found in reasoning; `nil`: not counted.
    package var inReasoning: Int?
    /// Bytes of the arguments of all calls.
    package var argumentBytes = 0
    /// Seconds since 1970, and where it was.
    package var lastUsedAt: Double
    package var lastRequest: RequestID
    /// The last bad call or near miss, and where it was.
    package var lastProblem: String?
    package var lastProblemRequest: RequestID?
    /// From the end of the answer with the call until the client came back with the result, over the last calls.
    package var answerP50: Double?
    package var answerP95: Double?

    package init(tool: String, dialect: String, lastUsedAt: Double, lastRequest: RequestID) {
        self.tool = tool
        self.dialect = dialect
        self.lastUsedAt = lastUsedAt
        self.lastRequest = lastRequest
    }

    /// The same tool in two dialects makes two rows.
    package var id: String { tool + " " + dialect }
}
