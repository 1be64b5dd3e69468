/// What a parser should look for. Making it costs more than a parser does: keep it for the next message.
public struct ParserOptions: Sendable {
    /// The dialects to recognise, in order of preference. Empty: none, all text is content.
    public let dialects: [Dialect]
    /// Whether the dialects were chosen by somebody who knows the model: markers that are too weak to be trusted elsewhere
    /// then count in the middle of a line as well.
    public let isPinned: Bool
    /// Whether reasoning sections (`<think>...</think>`) are taken out of the content.
    public let separatesReasoning: Bool
    /// Whether calls of every name count, for those who do not have the request. Without it only a request's tools make
    /// text a call.
    public var acceptsAnyName = false
    /// What becomes of calls of tools that the request does not declare.
    public var unknownTools = UnknownTools.automatic
    /// Whether calls count although the request declares no tools: those that would be calls of unknown tools where some are
    /// declared.
    public var readsUndeclaredCalls = false
    /// Whether the answer is to be JSON: bare JSON is no call then.
    public var answersInJSON = false
    /// Whether markers that begin no call are told of (``ParsedEvent/markerPassed(_:span:)``).
    public var explains = false
    /// Whether strings in JSON arguments become what the tool's schema asks for where it leaves no doubt: `"5"` for a number
    /// becomes `5`. Untyped formats (tags) are typed by the schema in any case.
    public var coercesToSchema = false
    /// Whether the text begins inside a reasoning section, because the prompt has opened one.
    public var startsInReasoning: Bool
    /// The markers of all these.
    let table: MarkerTable

    public init(
        dialects: [Dialect] = Dialect.detected, isPinned: Bool = false, separatesReasoning: Bool = true,
        startsInReasoning: Bool = false
    ) {
        self.dialects = dialects
        self.isPinned = isPinned
        self.separatesReasoning = separatesReasoning
        self.startsInReasoning = startsInReasoning
        table = MarkerTable.table(dialects: dialects, separatesReasoning: separatesReasoning, isPinned: isPinned)
    }
}

/// A tool as the request declares it.
public struct ToolDeclaration: Equatable, Sendable {
    /// The name a call must carry, exact and case-sensitive.
    public var name: String
    /// The JSON Schema of the arguments object; `nil` where the request gives none.
    public var parameters: JSONValue?

    public init(name: String, parameters: JSONValue? = nil) {
        self.name = name
        self.parameters = parameters
    }
}
