package import WireFormats

/// What is known of a request when it has been read.
package struct ReceivedRequest: Equatable, Sendable {
    /// Wall-clock time, seconds since 1970.
    package var time: Double
    /// The client's address without the port.
    package var client: String
    /// Short name of the client program from `User-Agent`, for example `aider`; empty where it tells none.
    package var agent: String
    package var method: String
    /// Path and query as received.
    package var route: String
    package var kind: RouteKind
    /// The request's `model`; empty where it has none.
    package var model: String
    package var wantsStream: Bool
    package var toolCount: Int
    package var messageCount: Int
    /// The value of `X-Request-Id`, the client's or ours.
    package var requestID: String
    /// What a header calls the conversation; empty where none does.
    package var sessionName: String
    /// A helper of the session's agent asks; `nil`: nothing says so.
    package var subagent: Subagent?
    /// The head's fields as the client sent them, secrets included: not to be shown or kept as they are.
    package var headers: [HeaderLine] = []
    /// The body as the client sent it.
    package var body: [UInt8] {
        didSet { outline = nil }
    }
    /// What stands where in the body; `nil`: nobody has looked.
    package var outline: ConversationOutline?
    /// The request that an operator had sent once more with this one.
    package var resentFrom: RequestID?

    package init(
        time: Double, client: String, agent: String, method: String, route: String, kind: RouteKind,
        model: String = "", wantsStream: Bool = false, toolCount: Int = 0, messageCount: Int = 0,
        requestID: String = "", sessionName: String = "", body: [UInt8] = []
    ) {
        self.time = time
        self.client = client
        self.agent = agent
        self.method = method
        self.route = route
        self.kind = kind
        self.model = model
        self.wantsStream = wantsStream
        self.toolCount = toolCount
        self.messageCount = messageCount
        self.requestID = requestID
        self.sessionName = sessionName
        self.body = body
    }

    /// Asked by somebody who watches or drives the proxy: no traffic, and never listed or logged.
    package var isMonitoring: Bool { kind == .own && route.hasPrefix("/_top/") }
}

/// What the proxy does with a route.
package enum RouteKind: String, Codable, Sendable {
    /// Translated: `/v1/chat/completions`.
    case chat
    /// Goes through the gate and is shown, but not translated: completions, embeddings and the like.
    case generation
    /// Forwarded unchanged, outside the gate.
    case other
    /// Answered by the proxy itself: `/_top/...` and `/new`.
    case own
}

/// Where a response stands. Sent while it runs, at most ten times a second.
package struct RequestProgress: Equatable, Sendable {
    /// Tokens generated so far (reasoning and calls included); counted in deltas until the backend reports better.
    package var tokens: Int
    /// Bytes of model text that are held back because they may still become a marker.
    package var heldBytes: Int
    /// Bytes sent to the client so far.
    package var bytesOut: Int
    /// Where the backend tells how far the prompt has been read.
    package var prefill: PrefillProgress?
    /// What was added to the transcript since the last progress.
    package var transcript: [TranscriptDelta]
    /// Earlier additions to the transcript were dropped on the way, so that `transcript` no longer joins on.
    package var followsGap = false
    /// How the response has come in so far; `nil` where it is not read.
    package var pace: ResponsePace?
    /// The bytes that passed since the last progress; `nil`: none, or they are not taken down.
    package var wire: WireDelta?
    /// Calls that have begun and are not reported yet.
    package var openCalls: [OpenCall] = []

    package init(
        tokens: Int, heldBytes: Int = 0, bytesOut: Int = 0, prefill: PrefillProgress? = nil,
        transcript: [TranscriptDelta] = []
    ) {
        self.tokens = tokens
        self.heldBytes = heldBytes
        self.bytesOut = bytesOut
        self.prefill = prefill
        self.transcript = transcript
    }
}

/// How much of the prompt the backend has read, in tokens.
package struct PrefillProgress: Equatable, Codable, Sendable {
    package var processed: Int
    package var total: Int
    /// Tokens that were in the backend's cache and needed no work.
    package var cached: Int

    package init(processed: Int, total: Int, cached: Int = 0) {
        self.processed = processed
        self.total = total
        self.cached = cached
    }
}

/// A completed call.
package struct ToolCallReport: Equatable, Codable, Sendable {
    package var choice: Int
    package var index: Int
    package var id: String
    package var name: String
    /// The dialect's id, or `native` where the backend gave structured calls itself.
    package var dialect: String
    /// The arguments as the client received them: one JSON object.
    package var arguments: String
    /// `RepairKind` raw values, one for each repair.
    package var repairs: [String]
    /// Whether the arguments are valid; see `problem`. Those that the answer's end cut off count as such: it
    /// cannot be told.
    package var isValid: Bool
    /// What is wrong, with the path: `/limit: expected integer, got "all"`.
    package var problem: String?
    /// The `problem` of arguments that the answer's end cut off.
    package static let cutOff = "cut off: the answer ended here"
    /// What of the arguments was not checked, with the path and why; it may be right or wrong. `nil`: all was.
    package var unchecked: String?
    /// The client got it as the text in which it was found; `nil`: it did not.
    package var isLeftInText: Bool?
    /// How it was found in the text; `nil`: the backend told of it itself, or it is not known.
    package var finding: CallFinding?
    /// When it passed; `nil`: the answer came in one piece, or it is not known.
    package var timing: CallTiming?

    package init(
        choice: Int = 0, index: Int, id: String, name: String, dialect: String, arguments: String,
        repairs: [String] = [], isValid: Bool = true, problem: String? = nil
    ) {
        self.choice = choice
        self.index = index
        self.id = id
        self.name = name
        self.dialect = dialect
        self.arguments = arguments
        self.repairs = repairs
        self.isValid = isValid
        self.problem = problem
    }
}

/// Token counts as the backend reported them; `nil` is unknown, never zero.
package struct TokenUsage: Equatable, Codable, Sendable {
    package var prompt: Int?
    package var completion: Int?
    /// Prompt tokens taken from the backend's cache.
    package var cached: Int?
    /// Reading and writing speed as the backend measured them, tokens a second.
    package var prefillRate: Double?
    package var decodeRate: Double?

    package init(
        prompt: Int? = nil, completion: Int? = nil, cached: Int? = nil, prefillRate: Double? = nil,
        decodeRate: Double? = nil
    ) {
        self.prompt = prompt
        self.completion = completion
        self.cached = cached
        self.prefillRate = prefillRate
        self.decodeRate = decodeRate
    }
}

/// How a response ended.
package struct RequestOutcome: Equatable, Sendable {
    /// The HTTP status that the client got; 0 where none was sent.
    package var status: Int
    /// `finish_reason` as the client got it, and as the backend gave it.
    package var finishReason: String?
    package var backendFinishReason: String?
    package var usage: TokenUsage
    /// The last progress: final token and byte counts and the rest of the transcript.
    package var progress: RequestProgress
    /// What was changed, as in the `X-Llama-Stream-Top` header: `simulated`, `tool_calls=hermes-json;n=2`.
    package var rewrites: [String]

    package init(
        status: Int, finishReason: String? = nil, backendFinishReason: String? = nil, usage: TokenUsage = .init(),
        progress: RequestProgress = .init(tokens: 0), rewrites: [String] = []
    ) {
        self.status = status
        self.finishReason = finishReason
        self.backendFinishReason = backendFinishReason
        self.usage = usage
        self.progress = progress
        self.rewrites = rewrites
    }
}

/// Why a request failed.
package struct RequestFailure: Equatable, Codable, Sendable {
    /// The error's `code`, for example `backend_unreachable`, `backend_timeout`, `queue_full`, `invalid_json`.
    package var code: String
    /// One line for the operator.
    package var message: String
    /// Whose fault: the client's request, the backend, or the proxy.
    package var side: Side
    package enum Side: String, Codable, Sendable { case client, backend, proxy }

    /// The code of a prompt that is too long for the backend's context, as OpenAI has it.
    package static let overflowCode = "context_length_exceeded"

    package init(code: String, message: String, side: Side) {
        self.code = code
        self.message = message
        self.side = side
    }
}
