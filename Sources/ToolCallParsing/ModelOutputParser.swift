/// Turns a model's text into content, reasoning and tool calls while it arrives.
///
/// One incremental engine for all dialects, and a value: a copy goes on by itself. Its law: the events of a text do not
/// depend on how the text was cut into feeds, not even inside a UTF-8 sequence.
///
/// ```
/// text ──marker──> opening ──lead──> call ──end──> text (after a call)
///   ^                 │                │
///   └──── no call ────┴─── no call ────┘      what was held comes out as text
/// ```
///
/// Every step decides from the bytes at hand or waits for more; what is undecided stays in `held` and is looked at again
/// from `cursor` on. `released` is where the text begins that has not been handed out.
public struct ModelOutputParser: Sendable {
    enum Mode: Sendable {
        case text
        /// A marker was read; what follows tells the dialect.
        case opening(BlockOpening)
        /// A marker was read that begins a message's header.
        case header(HeaderReading)
        case call
        /// A call is damaged: its end is looked for.
        case recovery(Recovery)
        /// A call stands in reasoning. It is one only if the reasoning never closes; see `+Reasoning`.
        case speculation(start: Int)
        /// A message that names nobody: what ends it tells whether it was the answer.
        case unaddressed(frame: Int, start: Int)
        /// Text for nobody is dropped, up to one of these literals; `isWhole`: and the literal.
        case dropping(until: [String], isWhole: Bool)
    }

    let table: MarkerTable
    let tools: ToolCatalog
    let explains: Bool
    let coercesToSchema: Bool
    let unknownTools: UnknownTools
    let answersInJSON: Bool

    var mode = Mode.text
    var held = HeldText()
    /// Positions in the message.
    var released = 0
    var cursor = 0

    var spans = CodeSpans()
    /// The call that is being read.
    var call: CallReading?
    var callStart = 0
    var body: (any CallBody)?
    var bodyContext: BodyContext
    /// Its arguments that have not been handed out.
    var output = ArgumentText()
    /// The call as it was read, from its body on, in case it has to be read again.
    var written: [UInt8] = []
    /// How many bytes of its arguments have been handed out, before they were typed.
    var givenCount = 0
    /// Those bytes; only once they are asked for, see ``recallGiven(_:)``.
    var given: [UInt8] = []
    /// Where the text begins, in the message, of which nothing has been handed out; known with them.
    var ungivenStart: Int?
    /// Where its reader's doubts begin, once it cannot go on.
    var doubtStart: Int?
    var isGivenRecalled = false
    /// The call's name, where it stood before the body.
    var outerName: String?
    /// The body tells its name only with its first parameter.
    var needsEvidence = false
    /// Markers behind which no head was found as it should be.
    var damagedHeads = 0
    /// What is left for reading damaged calls again.
    var rereading = ModelOutputParser.maximumRereading
    /// Why the text has ended.
    var textEnd = TextEnd.unknown
    /// Types them by the schema, where that is wanted.
    var coercer: SchemaCoercer?
    /// Its number, once it is one.
    var committedCall: Int?
    var committedName: String?
    /// Calls between markers behind which no text has come.
    var told: [ToldCall] = []
    var afterCall: AfterCall?
    /// Closers that may still come behind other text.
    var dueClosers: DueClosers?
    /// Calls that were started.
    public internal(set) var callCount = 0

    /// A marker at this position has been found to be text.
    var passedMarker: Int?
    /// A wrapper at this position has been looked behind.
    var passedWrapper: Int?
    /// Near misses before this position have been told.
    var missedUpTo = 0
    /// The turn is divided into messages.
    var hasFrame = false
    /// The message is the answer itself: JSON in it is no call.
    var isInAnswer = false
    /// The answer stands between plain tags, of which one has been dropped.
    var isWrapped = false

    var isReasoning: Bool
    /// The section that is open; `nil`: the one that the prompt opened, any closer ends it.
    var section: Int?
    var hasSeenReasoning: Bool
    /// Sections whose openers stood where they open nothing, as bits.
    var mentionedSections: UInt32 = 0
    /// A call has ended reasoning that was not closed; its closer may still come.
    var isCloserDue = false
    /// The text has ended in reasoning, which therefore ended where its first call began.
    var isReasoningUnclosed = false
    /// Content has been handed out.
    var hasContent = false
    /// Content has been read, and may be held.
    var hasReadContent = false
    /// The text began in reasoning that nobody told of, and has been handed out as content, or as calls.
    public internal(set) var hasMissedReasoning = false
    /// The last characters of the text that was handed out.
    var tail = TextTail()
    /// White space before the next text belongs to a marker.
    var trimsLeading = false
    /// White space that is too long to be padding has been handed out; so is the rest of it.
    var isWhitespaceReleased = false
    /// Where a literal began that ends the turn if nothing follows.
    var endOfTurnStart: Int?

    /// More white space than this before a call is content. Padding is a line feed or two.
    static let maximumPadding = 1024
    /// Text of a possible call that is held while its name is not known.
    static let maximumCandidate = 1 << 20

    /// `tools` are the request's; without any, nothing is a call.
    public init(tools: [ToolDeclaration] = [], options: ParserOptions = ParserOptions()) {
        table =
            tools.isEmpty && !options.acceptsAnyName && !options.readsUndeclaredCalls
            ? MarkerTable.table(dialects: [], separatesReasoning: options.separatesReasoning, isPinned: false)
            : options.table
        self.tools = ToolCatalog(tools, acceptsAnyName: options.acceptsAnyName)
        explains = options.explains
        coercesToSchema = options.coercesToSchema
        unknownTools = options.unknownTools
        answersInJSON = options.answersInJSON
        bodyContext = BodyContext(closers: [], tools: self.tools)
        isReasoning = options.startsInReasoning && options.separatesReasoning
        hasSeenReasoning = isReasoning
        trimsLeading = isReasoning
        if let frame = table.frames.firstIndex(where: { $0.firstOpeners.contains("") }) {
            mode = .header(HeaderReading(frame: frame, start: 0, textStart: 0))
        }
    }

    /// Bytes that are held back because they may still become a marker, or belong to a call whose name is not known.
    public var heldByteCount: Int { held.count }

    /// The same. Mutating, because a parser that is reached through an optional is copied for a getter.
    public mutating func countHeld() -> Int { held.count }

    /// Bytes held back that somebody might miss: white space by itself, which a call would swallow, comes with the next word
    /// and is not counted.
    public var missedByteCount: Int { held.isWhitespace ? 0 : held.count }

    /// Whether the text is still in the reasoning that the prompt has opened.
    public var isInPromptedReasoning: Bool { isReasoning && section == nil }

    /// The text has ended in reasoning, which therefore ended where its first call began.
    public var hasReasoningEndedOpen: Bool { isReasoningUnclosed }

    /// A section of reasoning has been seen.
    public var hasReasoned: Bool { hasSeenReasoning }

    /// It has turned out that the prompt has opened no reasoning after all. Only before any text.
    public mutating func beginOutsideReasoning() {
        guard isInPromptedReasoning, released == 0, held.isEmpty else { return }
        isReasoning = false
        trimsLeading = false
    }

    /// Takes more of the text, cut anywhere, and appends what is certain.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer, into batch: inout ParsedBatch) {
        guard !bytes.isEmpty else { return }
        if held.isEmpty {
            if case .text = mode, passPlainText(bytes, into: &batch) { return }
            let base = released
            read(RawText(bytes: bytes, base: base, isFinal: false), into: &batch)
            held.append(bytes[(released - base)...])
        } else {
            held.append(bytes[...])
            readHeld(isFinal: false, into: &batch)
        }
    }

    /// Takes more of the text.
    public mutating func receive(_ text: String, into batch: inout ParsedBatch) {
        var text = text
        text.withUTF8 { receive(UnsafeRawBufferPointer($0), into: &batch) }
    }

    /// The text is complete: appends what was held back. A call that the end has cut is left as it stands: its arguments
    /// are no JSON. It is closed only where nothing but closers can be missing.
    public mutating func finish(_ end: TextEnd = .unknown, into batch: inout ParsedBatch) {
        textEnd = end
        readHeld(isFinal: true, into: &batch)
    }

    /// The text broke off: appends what was held back as text; an open call stays open, nothing is invented.
    public mutating func abandon(into batch: inout ParsedBatch) {
        let text = held
        held = HeldText()
        let span = released..<released + text.count
        released += text.count
        cursor = released
        if committedCall != nil {
            batch.appendRemoved(span)
        } else {
            text.withUnsafeBytes { batch.appendText($0, isReasoning: isReasoning, span: span) }
        }
        leaveCall()
        mode = .text
    }

    private mutating func readHeld(isFinal: Bool, into batch: inout ParsedBatch) {
        let buffer = held
        held = HeldText()
        let base = released
        buffer.withUnsafeBytes { read(RawText(bytes: $0, base: base, isFinal: isFinal), into: &batch) }
        held = buffer
        held.skip(released - base)
    }

    private mutating func read(_ text: RawText, into batch: inout ParsedBatch) {
        var goesOn = true
        while goesOn {
            // Nearly every piece is one of these, for which the mode need not be copied.
            if case .text = mode {
                goesOn = readText(text, into: &batch)
            } else if case .call = mode {
                goesOn = readCall(text, into: &batch)
            } else {
                goesOn = readRest(text, into: &batch)
            }
        }
    }

    @inline(never)
    private mutating func readRest(_ text: RawText, into batch: inout ParsedBatch) -> Bool {
        switch mode {
        case .text: readText(text, into: &batch)
        case .opening(let opening): readOpening(opening, text, into: &batch)
        case .call: readCall(text, into: &batch)
        case .recovery(let recovery): readRecovery(recovery, text, into: &batch)
        case .speculation(let start): readSpeculation(from: start, text, into: &batch)
        case .header(let header): readHeader(header, text, into: &batch)
        case .unaddressed(let frame, let start): readUnaddressed(from: start, frame, text, into: &batch)
        case .dropping(let closers, let isWhole): drop(until: closers, isWhole: isWhole, text, into: &batch)
        }
    }
}
