/// What a parser should look for.
public struct ParserOptions: Sendable {
    /// The dialects to recognise, in order of preference. Empty: none, all text is content.
    public var dialects: [Dialect]
    /// Whether the dialects were chosen by somebody who knows the model: markers that are too weak to be trusted elsewhere
    /// then count in the middle of a line as well.
    public var isPinned: Bool
    /// Whether reasoning sections (`<think>...</think>`) are taken out of the content.
    public var separatesReasoning: Bool
    /// Whether the text begins inside a reasoning section, because the prompt has opened one.
    public var startsInReasoning: Bool

    public init(
        dialects: [Dialect] = Dialect.detected, isPinned: Bool = false, separatesReasoning: Bool = true, startsInReasoning: Bool = false
    ) {
        self.dialects = dialects
        self.isPinned = isPinned
        self.separatesReasoning = separatesReasoning
        self.startsInReasoning = startsInReasoning
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
