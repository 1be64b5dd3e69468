/// What a parser should look for.
public struct ParserOptions: Sendable {
    /// The dialects to recognise, in order of preference. Empty: none, all text is content.
    public var dialects: [Dialect]
    /// Whether reasoning sections (`<think>...</think>`) are taken out of the content.
    public var separatesReasoning: Bool
    /// Whether the text begins inside a reasoning section, because the prompt has opened one.
    public var startsInReasoning: Bool

    public init(
        dialects: [Dialect] = Dialect.all, separatesReasoning: Bool = true, startsInReasoning: Bool = false
    ) {
        self.dialects = dialects
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
