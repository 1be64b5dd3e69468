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

    /// Where a marker counts.
    public enum Place: Sendable {
        case anywhere
        /// At the start of a line, behind white space.
        case lineStart
        /// Where nothing but reasoning and white space has come before.
        case messageStart
        /// There, and no header has said whom the message is for.
        case textStart
    }

    /// The kinds of body that the engine can read.
    public enum Body: Sendable {
        /// A JSON object that holds the name and the arguments; or several, or an array of them.
        case jsonCalls(JSONCallSyntax = JSONCallSyntax())
        /// A name, then its arguments as one object.
        case namedArguments(NamedArgumentsSyntax)
        /// A name and parameters between tags, their values as text.
        case taggedParameters(TagSyntax)
        /// Tags that are named by their keys and nest as the values do.
        case nestedTags
        /// `NAME(key=value, ...)`.
        case pythonCalls(dropsCallSuffix: Bool = false)
        /// Text that as a whole is the parameter's value.
        case rawText(tool: String, parameter: String)
        /// What is understood as a whole or not at all.
        case collected(CollectedNotation)
    }

    /// A literal that begins a block, and what must follow it.
    public struct Opener: Sendable {
        /// The literal itself. Empty: the block begins with a message of the dialect's frame.
        public var marker: String
        /// One of these must follow. Empty: the body begins at once.
        public var leads: [Lead]
        public var strength: Strength
        public var place: Place
        /// What the block holds where it is not the dialect's usual body.
        public var body: Body?
        /// The name counts only once a parameter or the call's end has come.
        public var needsEvidence: Bool
        /// The marker reaches nobody, even where no call follows it.
        public var vanishes: Bool
        /// The body begins with the marker.
        public var isPartOfBody: Bool
        /// Data looks the same: that it was no call is not worth a word.
        public var isQuiet: Bool
        /// The marker is none that prose or data has: a well-formed call of an unknown tool behind it is one.
        public var isUnmistakable: Bool
        /// Where the block is a message: its recipient need not be a declared tool.
        public var takesAnyRecipient: Bool
        /// Where the block is a message: what its header must say that the body is written in.
        public var messageType: String?
        /// What ends the block where it is not what usually ends the dialect's.
        public var closers: [String]?

        public init(
            _ marker: String, leads: [Lead] = [], strength: Strength, place: Place? = nil, body: Body? = nil,
            needsEvidence: Bool = false, vanishes: Bool = false, isPartOfBody: Bool = false, isQuiet: Bool = false,
            isUnmistakable: Bool? = nil, takesAnyRecipient: Bool = false, messageType: String? = nil,
            closers: [String]? = nil
        ) {
            self.marker = marker
            self.leads = leads
            self.strength = strength
            self.place = place ?? (strength == .weak ? .lineStart : .anywhere)
            self.body = body
            self.needsEvidence = needsEvidence
            self.vanishes = vanishes
            self.isPartOfBody = isPartOfBody
            self.isQuiet = isQuiet
            self.isUnmistakable = isUnmistakable ?? (strength >= .medium && !needsEvidence)
            self.takesAnyRecipient = takesAnyRecipient
            self.messageType = messageType
            self.closers = closers
        }
    }

    /// Where the identifiers of calls come from when a client is told of them.
    public enum IdentifierStyle: Sendable {
        /// Made up, as OpenAI's are. What the model wrote restarts with every message, or is not there.
        case generated
        /// The model's own; made up where it wrote none.
        case written
        /// Nine letters and digits: Mistral's templates refuse others.
        case nineCharacters
    }

    /// Stable identifier for settings and statistics.
    public var id: DialectID
    public var title: String
    /// Model families that write it.
    public var models: [String]
    public var openers: [Opener]
    public var body: Body
    /// What begins a further call in the same block, perhaps behind a comma or semicolon.
    public var continuations: [Lead]
    /// Literals that end a block or a call; the first is the block's canonical one. Empty: a block is one call and ends
    /// with it. They are optional at the end of the text.
    public var closers: [String]
    public var frame: MessageFrame?
    public var identifiers: IdentifierStyle
    /// A call in reasoning that was not closed is one at once, without waiting for the end.
    public var endsReasoning: Bool
    /// Recognised by itself. Otherwise only where the settings name it.
    public var isDetected: Bool
    /// What a model writes, for documentation and tests.
    public var example: String

    public init(
        id: DialectID, title: String, models: [String], openers: [Opener], body: Body, continuations: [Lead] = [],
        closers: [String] = [], frame: MessageFrame? = nil, identifiers: IdentifierStyle = .generated,
        endsReasoning: Bool = false, isDetected: Bool = true, example: String
    ) {
        self.id = id
        self.title = title
        self.models = models
        self.openers = openers
        self.body = body
        self.continuations = continuations
        self.closers = closers
        self.frame = frame
        self.identifiers = identifiers
        self.endsReasoning = endsReasoning
        self.isDetected = isDetected
        self.example = example
    }
}
