package import ToolCallParsing

/// How a response is to be translated. Fixed for one request.
package struct TranslationSettings: Sendable {
    /// `false`: the bytes pass unchanged and are only watched (`passthrough`).
    package var translates = true
    package var dialects: [Dialect] = Dialect.all
    package var reasoning = ReasoningMode.automatic
    /// The model's prompt has opened a reasoning section already.
    package var startsInReasoning = false
    /// Characters in a delta of a simulated stream.
    package var chunkSize = 50
    /// Put before the first text of the answer, for the client to read; empty: none.
    package var notice = ""

    package init() {}
}

/// What the client is to be told at the head of a response.
package struct TranslatedHead: Equatable, Sendable {
    package var status: Int
    /// `nil`: the backend's.
    package var contentType: String?
    /// `false`: nothing may be sent before `finish`, which may still change the status (see `headAtFinish`).
    package var streams: Bool
}

/// How the backend's response ended.
package enum UpstreamEnding: Equatable, Sendable {
    /// The message was complete as HTTP (or closed, where HTTP/1.0 ends so).
    case complete
    /// The connection broke, timed out or was cut by us.
    case failed(ProxyError)
}

/// Turns a backend's chat completion response into what the client asked for. A pure machine: bytes in, bytes out.
///
/// | backend sends | client wanted | what happens |
/// |---|---|---|
/// | event stream | stream | translated while it runs |
/// | event stream | whole body | assembled into one JSON body |
/// | JSON | stream | translated, then a stream is simulated |
/// | JSON | whole body | translated |
/// | an error | either | forwarded; as an error event where the client's head has been sent |
package struct ResponseTranslator {
    package init(
        request: ChatRequest, settings: TranslationSettings, isStreamWanted: Bool, newCallID: @escaping () -> String
    ) {
        fatalError()
    }

    /// The backend's head has arrived. `isCommitted`: a 200 event stream has been opened to the client (by a heartbeat).
    package mutating func begin(status: Int, contentType: String?, isCommitted: Bool) -> TranslatedHead {
        fatalError()
    }

    /// More of the backend's body. Appends what the client is to get.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        fatalError()
    }

    /// The backend's body has ended. Appends the rest; the stream is always ended properly.
    package mutating func finish(_ ending: UpstreamEnding, into output: inout [UInt8]) {
        fatalError()
    }

    /// The head as `finish` left it; for responses that do not stream.
    package var headAtFinish: TranslatedHead { fatalError() }

    /// Becomes true with the first text, reasoning or call.
    package var hasFirstToken: Bool { fatalError() }

    /// Takes what is new since the last call, for a progress event.
    package mutating func takeProgress() -> RequestProgress { fatalError() }

    /// Takes the calls completed since the last call.
    package mutating func takeCalls() -> [ToolCallReport] { fatalError() }

    /// Everything that is known once finished. `status` is the one the client got.
    package mutating func outcome(status: Int) -> RequestOutcome { fatalError() }

    /// An error that the backend reported inside its stream or body, or that was met in translation.
    package var failure: RequestFailure? { fatalError() }

    /// What was changed so far, for the `X-Llama-Stream-Top` header.
    package var rewrites: [String] { fatalError() }
}
