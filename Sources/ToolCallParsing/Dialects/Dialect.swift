/// A way of writing a tool call as text, as a declaration. The engine does the work; see ``ModelOutputParser``.
public struct Dialect: Sendable, Identifiable {
    /// How sure a marker is. Decides what else is asked for before text counts as a call.
    public enum Strength: Int, Sendable, Comparable {
        /// Ordinary characters: only at the start of a line, outside code, and for a declared tool.
        case weak
        /// Rare in prose: only outside code, and for a declared tool.
        case medium
        /// Practically never in prose: undeclared names are passed on too, so that the agent can tell the model.
        case strong

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// A literal that begins a block, and what must follow it.
    public struct Opener: Sendable {
        /// The literal itself.
        public var marker: String
        /// After optional white space one of these must come; the body begins with it. Empty: the body begins at once.
        public var leads: [String]
        public var strength: Strength

        public init(_ marker: String, leads: [String] = [], strength: Strength) {
            self.marker = marker
            self.leads = leads
            self.strength = strength
        }
    }

    /// The kinds of body that the engine can read.
    public enum Body: Sendable {
        /// A JSON object that holds the name and the arguments; or several, or an array of them.
        case jsonCalls
        /// A name and parameters between tags, their values as text.
        case taggedParameters(TagSyntax)
    }

    /// Stable identifier for settings and statistics.
    public var id: DialectID
    public var title: String
    /// Model families that write it.
    public var models: [String]
    public var openers: [Opener]
    public var body: Body
    /// Literals that end a block; the first is the canonical one. Empty: a block is one call and ends with it. They are
    /// optional at the end of the text.
    public var closers: [String]
    /// What a model writes, for documentation and tests.
    public var example: String

    public init(
        id: DialectID, title: String, models: [String], openers: [Opener], body: Body, closers: [String],
        example: String
    ) {
        self.id = id
        self.title = title
        self.models = models
        self.openers = openers
        self.body = body
        self.closers = closers
        self.example = example
    }

    /// All dialects, in the order in which they are preferred.
    public static let all: [Dialect] = [.hermesJSON, .qwen3CoderXML, .toolCallLine]
}

/// The tags around a call's parameters.
public struct TagSyntax: Sendable, Equatable {
    /// Begins a call; the name follows, up to `tagEnd`.
    public var callOpen: String
    public var callClose: String
    /// Begins a parameter; its key follows, up to `tagEnd`.
    public var parameterOpen: String
    public var parameterClose: String
    public var tagEnd: String

    public init(
        callOpen: String, callClose: String, parameterOpen: String, parameterClose: String, tagEnd: String = ">"
    ) {
        self.callOpen = callOpen
        self.callClose = callClose
        self.parameterOpen = parameterOpen
        self.parameterClose = parameterClose
        self.tagEnd = tagEnd
    }
}
