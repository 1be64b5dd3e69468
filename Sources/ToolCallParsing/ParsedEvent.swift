/// One thing the parser found in a model's text.
///
/// Payload bytes lie in the ``ParsedBatch`` that the event came in (`bytes`), so that no event owns memory of its own.
/// `span` is always the range of bytes of the *raw text*, counted from the start of the message, that the event came
/// from. The spans of `content`, `reasoning`, `callStarted`, `arguments`, `callEnded` and `removed` cover the raw text
/// completely, in order and without overlap, once the parser has been finished.
///
/// What owns memory is boxed, so that the events of text, by far the most, are small and need no destruction.
public enum ParsedEvent: Equatable, Sendable {
    /// Text for the reader. Never ends inside a UTF-8 sequence that the input completes.
    case content(bytes: Range<Int>, span: Range<Int>)
    /// Text of a reasoning section, without its markers.
    case reasoning(bytes: Range<Int>, span: Range<Int>)
    /// A call's name is known. Comes once per call, before anything else of it.
    indirect case callStarted(ParsedCall, span: Range<Int>)
    /// The identifier that the model wrote behind the arguments. Streams have given the call another one by then.
    /// Marks a place, takes no raw text for itself.
    indirect case callIdentified(call: Int, id: String, span: Range<Int>)
    /// More of the arguments of the call `call`. All fragments of a call, joined, are one JSON object; or no JSON at all,
    /// where the text ended inside them (``RepairKind/cutOff``) or they could not be read (``RepairKind/asWritten``).
    case arguments(call: Int, bytes: Range<Int>, span: Range<Int>)
    /// The call is complete: nothing more of it follows.
    case callEnded(call: Int, span: Range<Int>)
    /// Raw text that reaches nobody: markers, padding around calls, stray closers.
    case removed(span: Range<Int>)
    /// Malformed arguments were put right. Marks a place, takes no raw text for itself.
    case repaired(RepairKind, call: Int, span: Range<Int>)
    /// A marker that begins no call. Only where ``ParserOptions/explains`` is set. Takes no raw text for itself.
    indirect case markerPassed(PassedMarker, span: Range<Int>)
    /// Text that began like a call and was none. It also comes out as `content`.
    indirect case nearMiss(NearMiss, span: Range<Int>)
}

/// The head of a call.
public struct ParsedCall: Equatable, Sendable {
    /// 0 for the first call of the message, then 1, 2, ... in order of appearance.
    public var index: Int
    /// The identifier that the model itself wrote; `nil` where the dialect has none and one must be made up.
    public var id: String?
    /// The tool's name after clean-up (see ``RepairKind/name``).
    public var name: String
    /// The dialect that the call was written in.
    public var dialect: DialectID
    /// Other dialects that its marker may begin, in the order in which they are looked for. Empty: the marker is this
    /// dialect's alone.
    public var others: [DialectID]
    /// Whether the marker is rare in prose, or the dialects were chosen by somebody who knows the model.
    public var isSure: Bool
    /// Whether it stands in a reasoning section that had not been closed.
    public var isInReasoning: Bool

    public init(
        index: Int, id: String? = nil, name: String, dialect: DialectID, others: [DialectID] = [],
        isSure: Bool = true, isInReasoning: Bool = false
    ) {
        self.index = index
        self.id = id
        self.name = name
        self.dialect = dialect
        self.others = others
        self.isSure = isSure
        self.isInReasoning = isInReasoning
    }
}

/// A dialect's stable identifier, as used in settings and statistics, for example `hermes-json`.
public struct DialectID: RawRepresentable, Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
}

/// A marker that was seen and begins no call.
public struct PassedMarker: Equatable, Sendable {
    /// The reasons.
    public enum Reason: String, Sendable {
        /// It stands in code, in which it is only talked about.
        case inCode = "in-code"
        /// It counts at the start of a line or message only.
        case place
        /// It stands in reasoning, in which a marker this weak is none.
        case inReasoning = "in-reasoning"
        /// What follows it cannot be a call.
        case whatFollows = "what-follows"
    }
    /// The dialects that it would begin.
    public var dialects: [DialectID]
    public var reason: Reason
}

/// Why text that looked like a call stayed text.
public struct NearMiss: Equatable, Sendable {
    /// The reasons, each a short stable word for counters.
    public enum Reason: String, Sendable, CaseIterable {
        /// The body cannot be what the dialect demands, and cannot be repaired.
        case malformed
        /// The name is not among the request's tools.
        case undeclaredName = "undeclared-name"
        /// The text ended before the call's name was known.
        case incomplete
        /// The keys of the object are not those of a call.
        case notACall = "not-a-call"
    }
    /// The dialect that came nearest.
    public var dialect: DialectID
    public var reason: Reason
    public init(dialect: DialectID, reason: Reason) {
        self.dialect = dialect
        self.reason = reason
    }
}

/// The kinds of repair, each a short stable word for counters.
public enum RepairKind: String, Sendable, CaseIterable {
    /// A raw control character inside a string was escaped.
    case controlCharacter = "control-character"
    /// An escape sequence that JSON does not know was put right.
    case invalidEscape = "invalid-escape"
    /// A single-quoted string or key.
    case singleQuotes = "single-quotes"
    /// A key without quotes.
    case unquotedKey = "unquoted-key"
    /// `True`, `None`, `NaN` and the like.
    case literal
    /// A comma before a closing bracket.
    case trailingComma = "trailing-comma"
    /// A comma that was missing between members.
    case missingComma = "missing-comma"
    /// A comment was dropped.
    case comment
    /// A quote inside a string was escaped.
    case unescapedQuote = "unescaped-quote"
    /// Strings, objects or arrays left open were closed.
    case unclosed
    /// More closing brackets than opening ones.
    case surplusCloser = "surplus-closer"
    /// `{{...}}` was collapsed to `{...}`.
    case doubledBraces = "doubled-braces"
    /// Arguments given as a JSON string holding JSON were unwrapped.
    case doubleEncoded = "double-encoded"
    /// White space outside strings written as the two characters `\n`.
    case escapedWhitespace = "escaped-whitespace"
    /// Missing, null or empty arguments became `{}`.
    case emptyArguments = "empty-arguments"
    /// The arguments stood beside the name instead of under a key of their own.
    case flatArguments = "flat-arguments"
    /// The tool's name was stripped of decoration.
    case name
    /// The end marker of the call was missing or another dialect's.
    case endMarker = "end-marker"
    /// What stood between could not be read: the rest of the call is handed on as it was written, and is no JSON.
    case asWritten = "as-written"
    /// The text ended inside the arguments: they are left open.
    case cutOff = "cut-off"
    /// The call was damaged, and all that stands in it could be read all the same.
    case readOn = "read-on"
    /// A damaged quote token (`<|">`) was read as a quote.
    case quoteToken = "quote-token"
    /// A string became the number, boolean, null, object or array that the schema asks for
    /// (only with ``ParserOptions/coercesToSchema``).
    case schemaType = "schema-type"
}
