/// How a call was begun; a further call in the same block begins like it.
struct CallOrigin: Sendable {
    /// Index in the table's dialects.
    var dialect: Int
    var body: Dialect.Body
    var strength: Dialect.Strength
    /// What the tokenizer puts before the `>` of each tag.
    var suffix = ""
    var isQuiet = false
    /// The wrapper is none that prose or data has.
    var isUnmistakable = true
    /// All dialects that the marker may begin, this one among them.
    var candidates: [MarkerTable.Choice] = []

    /// A reader of the body. `name`: it stood before the body.
    func makeBody(name: String?, needsEvidence: Bool) -> any CallBody {
        switch body {
        case .jsonCalls(let syntax): JSONCallBody(syntax)
        case .namedArguments(let syntax): NamedArgumentsBody(syntax, name: name)
        case .taggedParameters(let syntax):
            // A header's recipient is the tool only where the body has no tag for it.
            TaggedParametersBody(
                syntax.suffixed(suffix), needsEvidence: needsEvidence, name: syntax.callOpens.isEmpty ? name : nil)
        case .nestedTags: NestedTagsBody()
        case .pythonCalls(let dropsCallSuffix): PythonCallBody(dropsCallSuffix: dropsCallSuffix)
        case .rawText(let tool, let parameter): RawTextBody(name: name ?? tool, parameter: parameter)
        case .collected(let notation): CollectedCallBody(notation)
        }
    }
}

/// What is known of a call when it begins. A candidate until its name has been judged.
struct CallReading: Sendable {
    let origin: CallOrigin
    /// What may end the call or its block.
    let closers: [String]
    /// Position of the block's marker.
    let start: Int
    /// Where reading as text resumes if this is no call.
    let resumption: Int
    /// Where the marker ends, if it reaches nobody even though this is no call.
    let vanishesUpTo: Int?
    /// The name, where it is declared nowhere and the call has to be read to its end before it is one.
    var heldName: String?
    /// The tool, where the call may be one that was told already and has to be read to its end before it is one.
    var echoName: String?
    /// The dialects that it may be written in, where its head does not tell.
    var origins: [CallOrigin] = []
    /// What the marker begins if not this call.
    var alternative: BlockOpening?

    init(_ origin: CallOrigin, closers: [String], start: Int, resumption: Int, vanishesUpTo: Int? = nil) {
        self.origin = origin
        self.closers = closers
        self.start = start
        self.resumption = resumption
        self.vanishesUpTo = vanishesUpTo
    }
}
