/// How a call was begun; a further call in the same block begins like it.
struct CallOrigin: Sendable {
    /// Index in the table's dialects.
    var dialect: Int
    var body: Dialect.Body
    var strength: Dialect.Strength
    /// What the tokenizer puts before the `>` of each tag.
    var suffix = ""
    var isQuiet = false
}

/// A call that is being read, a candidate until its name has been judged.
struct CallReading: Sendable {
    let origin: CallOrigin
    /// Position of the block's marker.
    let start: Int
    /// Where reading as text resumes if this is no call.
    let resumption: Int
    /// Where the marker ends, if it reaches nobody even though this is no call.
    let vanishesUpTo: Int?
    /// What may end the call or its block.
    let closers: [String]
    private(set) var isCommitted = false
    /// The call's number in the message.
    private(set) var index = 0
    /// JSON that has not been handed out.
    var output = ArgumentText()
    var body: any CallBody

    init(
        _ origin: CallOrigin, closers: [String], start: Int, resumption: Int, vanishesUpTo: Int? = nil,
        name: String? = nil, needsEvidence: Bool = false
    ) {
        self.origin = origin
        self.start = start
        self.resumption = resumption
        self.vanishesUpTo = vanishesUpTo
        self.closers = origin.suffix.isEmpty ? closers : closers.map { $0.suffixed(origin.suffix) }
        body =
            switch origin.body {
            case .jsonCalls(let syntax): JSONCallBody(syntax)
            case .namedArguments(let syntax): NamedArgumentsBody(syntax, name: name)
            case .taggedParameters(let syntax):
                TaggedParametersBody(syntax.suffixed(origin.suffix), needsEvidence: needsEvidence, name: name)
            case .nestedTags: NestedTagsBody()
            case .pythonCalls(let dropsCallSuffix): PythonCallBody(dropsCallSuffix: dropsCallSuffix)
            case .rawText(let tool, let parameter): RawTextBody(name: name ?? tool, parameter: parameter)
            }
    }

    mutating func commit(as index: Int) {
        isCommitted = true
        self.index = index
    }
}
