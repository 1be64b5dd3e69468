/// A row of the request list.
package struct RequestSummary: Equatable, Codable, Sendable, Identifiable {
    package enum Phase: String, Codable, Sendable {
        /// Waits for a place at the backend.
        case queued
        /// Sent; the backend reads the prompt.
        case prefill
        case decode
        case done
        case failed
        case cancelled

        package var isRunning: Bool { self == .queued || self == .prefill || self == .decode }
    }

    package var id: RequestID
    package var receivedAt: Double
    package var client: String
    package var agent: String
    package var method: String
    package var route: String
    package var kind: RouteKind
    package var model: String
    package var wantsStream: Bool
    package var toolCount: Int
    package var messageCount: Int
    package var requestBytes: Int
    package var requestID: String
    /// What it is about: the beginning of the last message, or of the last tool's result; `nil`: not known, or not to be kept.
    package var about: String?
    /// The request that an operator had sent once more with this one.
    package var resentFrom: RequestID?
    /// The request before it in its conversation, where that asked the same; `nil`: none did, or an operator repeated it.
    package var asksAgain: RequestID?
    /// Backends that were asked before the one that it is at, oldest first; `nil`: none.
    package var failedAttempts: [FailedAttempt]?
    /// How often its question has been asked, where it was not answered the time before; `nil`: once.
    package var tries: Int?
    /// The name of the proxy that got it, where several are watched.
    package var proxy: String?
    /// The last moment at which anything was known of it, where that is over: its proxy cannot be heard.
    package var lastKnownAt: Double?
    package var backend: String?
    /// Which of the backend's slots it is or was in, as far as that can be told.
    package var slot: Int?
    /// Which conversation it belongs to: the id of a ``SessionSummary``.
    package var session: String?
    /// Where the prompt parts from the one before it.
    package var prefixBreak: PrefixBreak?
    /// Messages that the proxy left out so that the prompt fits, counted from 0; `nil`: none.
    package var leftOut: [Range<Int>]?
    /// The backend seems to have read a part of the prompt only.
    package var promptCut: PromptCut?
    /// The prompt ends with a call and a result that it has had before.
    package var loop: ToolLoop?

    package var phase: Phase
    package var queuePosition: Int?
    /// Why nobody is let through to the backend; `nil`: others run.
    package var queueHold: QueueHold?
    /// When a waiting request may expect its turn, in seconds since `receivedAt`; `nil`: it cannot be told.
    package var expectedStartSeconds: Double?
    /// The request whose answer this one gets too.
    package var joined: RequestID?
    package var prefill: PrefillProgress?
    /// Seconds since `receivedAt` until each step; `nil` until it happened.
    package var sentSeconds: Double?
    package var firstByteSeconds: Double?
    package var firstTokenSeconds: Double?
    package var endedSeconds: Double?
    /// The same for the first text and the first call that went on to the client.
    package var firstVisibleSeconds: Double?
    package var firstCallSeconds: Double?
    /// The same for the last text, reasoning or piece of a call that the backend sent so far.
    package var lastTokenSeconds: Double?
    /// Time in which the proxy held text back; `nil`: it is not known.
    package var heldSeconds: Double?

    /// Tokens generated so far; exact once `usage.completion` is known.
    package var outputTokens: Int
    /// Over the whole decode phase.
    package var tokensPerSecond: Double?
    package var bytesOut: Int
    package var heldBytes: Int
    package var usage: TokenUsage

    package var calls: [ToolCallReport]
    package var nearMisses: Int
    package var repairs: Int
    package var rewrites: [String]

    /// What happened to it, in one sentence; `nil`: it runs, and what is to be said changes.
    package var sentence: String?

    package var status: Int?
    package var finishReason: String?
    package var backendFinishReason: String?
    package var failure: RequestFailure?
    package var cancelReason: CancelReason?

    package init(id: RequestID, received: ReceivedRequest) {
        self.id = id
        receivedAt = received.time
        client = received.client
        agent = received.agent
        method = received.method
        route = received.route
        kind = received.kind
        model = received.model
        wantsStream = received.wantsStream
        toolCount = received.toolCount
        messageCount = received.messageCount
        requestBytes = received.body.count
        requestID = received.requestID
        resentFrom = received.resentFrom
        phase = .prefill
        outputTokens = 0
        bytesOut = 0
        heldBytes = 0
        usage = TokenUsage()
        calls = []
        nearMisses = 0
        repairs = 0
        rewrites = []
    }
}

/// What the request detail shows besides the row.
package struct RequestDetail: Equatable, Codable, Sendable {
    package var id: RequestID
    /// By choice index; one entry unless `n > 1`.
    package var transcripts: [Int: Transcript]
    /// How the response came in; `nil`: it was not read.
    package var pace: ResponsePace?
    /// The response's bytes as they passed; `nil`: none, or they were given up to bound memory.
    package var wire: WireLog?
    /// The fields of the request's head, without secrets; `nil`: none are known, or they were given up.
    package var headers: [HeaderLine]?
    /// The body as the client sent it; `nil` once dropped to bound memory.
    package var requestBody: String?
    /// The conversation and the tools in it; `nil` where there is none, or it is no longer kept.
    package var prompt: PromptContent?
    /// With the prompt before it; `nil` where there was none.
    package var comparison: PromptComparison?
    /// Calls that are not in the row yet.
    package var openCalls: [OpenCall]?
    /// Calls of the row that were made before; `nil`: nobody has looked.
    package var repeats: [CallRepeat]?
    /// `false`: no bodies and texts of any request are kept, as the user wishes; `nil`: they are, or it is not known.
    package var keepsBodies: Bool?

    /// That of the choice with the lowest index, which is the only one unless `n > 1`.
    package var firstTranscript: Transcript? { transcripts.min { $0.key < $1.key }?.value }

    package init(
        id: RequestID, transcripts: [Int: Transcript] = [:], pace: ResponsePace? = nil, requestBody: String? = nil,
        prompt: PromptContent? = nil, comparison: PromptComparison? = nil
    ) {
        self.prompt = prompt
        self.comparison = comparison
        self.id = id
        self.transcripts = transcripts
        self.pace = pace
        self.requestBody = requestBody
    }
}
