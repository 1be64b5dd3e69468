/// What one step of a request adds to the sums over all requests.
struct RequestChange: Equatable {
    /// Tokens generated since the step before; negative where an estimate turned out too high.
    var tokens = 0
    /// Prompt tokens read since the step before, those from the cache left out.
    var prefilled = 0
    /// Seconds in which they were read: since the step before, or since the backend got the prompt.
    var prefillSeconds = 0.0
    /// Seconds until the first token, once it is known and was observed as such.
    var firstTokenSeconds: Double?
    var call: ToolCallReport?
    var nearMisses: [NearMissReport] = []
    /// How many of them, and calls with bad arguments, the request had before.
    var nearMissesBefore = 0
    var badCallsBefore = 0
    var ending: Ending?
    /// Its row, once it has ended: with many that run it may be forgotten at once.
    var endedRow: RequestSummary?
    /// It gets another one's answer from now on.
    var hasJoined = false
    /// Its prompt is sent otherwise than it was compared with the one before, where it then seemed to part from that.
    var hasNewPrompt = false
    var hadBreak = false

    /// Text that looked like a call and stayed text.
    struct NearMissReport: Equatable {
        var dialect: String
        var reason: String
    }

    /// What is known only when a request has ended. The times say how long before the end something happened.
    struct Ending: Equatable {
        var promptTokens = 0
        /// Tokens not seen while they were generated, and since when they must have been.
        var lateTokens = 0
        var decodeBegan = 0.0
        /// Uncached prompt tokens not seen while they were read, and when that was.
        var latePrefilled = 0.0
        var prefillBegan = 0.0
        var prefillEnded = 0.0
    }
}
