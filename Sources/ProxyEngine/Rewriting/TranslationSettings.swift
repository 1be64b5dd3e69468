package import ToolCallParsing

/// How a response is to be translated. Fixed for one request.
package struct TranslationSettings: Sendable {
    /// `false`: the bytes pass unchanged and are only watched (`passthrough`).
    package var translates = true
    package var formats = DialectChoice.automatic
    package var unknownTools = UnknownTools.automatic
    package var undeclaredCalls = UndeclaredCalls.off
    package var reasoningStart = ReasoningStart.unknown
    package var reasoning = ReasoningMode.automatic
    package var argumentRepair = ArgumentRepair.syntax
    /// What was changed in the request.
    package var requestRewrites: [String] = []
    /// What stands in front of the answer's text.
    package var notice = OfferedNotice()
    /// Characters in a delta of a simulated stream.
    package var chunkSize = 50

    package init() {}
}

/// What is known, before an answer comes, of whether it begins inside reasoning that the prompt has opened.
package enum ReasoningStart: Sendable {
    /// Nothing. A whole text shows it by the closer.
    case unknown
    /// It does, as far as template or earlier answers tell.
    case assumed
    /// The settings say so.
    case yes
    case no
}

/// What the client is to be told at the head of a response.
package struct TranslatedHead: Equatable, Sendable {
    package var status: Int
    /// `nil`: the backend's.
    package var contentType: String?
    /// `false`: nothing may be sent before `finish`, which may still change the status (see
    /// ``ResponseTranslator/headAtFinish``).
    package var streams: Bool
}

/// How the backend's response ended.
package enum UpstreamEnding: Equatable, Sendable {
    /// The message was complete as HTTP (or closed, where HTTP/1.0 ends so).
    case complete
    /// The connection broke, timed out or was cut by us.
    case failed(ProxyError)
}
