package import ToolCallParsing

/// A protocol that clients speak, as a value: how its requests are read and its answers written. Adding one is a folder
/// and a line in ``all``.
package struct WireProtocol: Sendable {
    package enum ID: String, CaseIterable, Sendable {
        case chat, messages, responses
        case ollamaChat = "ollama-chat"
        case ollamaGenerate = "ollama-generate"
    }

    package let id: ID
    /// Where it is served, by `POST`.
    package let paths: [String]
    /// Of a streamed answer.
    package let streamType: String
    /// `nil`: it is what backends speak, nothing has to be read.
    package let read: (@Sendable (JSONValue) throws(WireError) -> Conversation)?
    /// The tools of a request, as its `tools` member has them.
    package let readTools: @Sendable ([JSONValue]) -> [Tool]
    package let streamReader: @Sendable () -> any AnswerReading
    /// Of a whole answer or an error, with its status.
    package let readWhole: @Sendable (UnsafeRawBufferPointer, Int, inout AnswerBatch) -> Void
    package let streamWriter: @Sendable (AnswerContext) -> any AnswerWriting
    package let wholeBody: @Sendable (Answer, AnswerContext) -> JSONValue
    /// An error before the answer has begun; with the request's identifier.
    package let errorBody: @Sendable (WireError, String?) -> JSONValue
    /// The answer to a request that asks nothing; `nil`: there is no such request.
    package var emptyBody: (@Sendable (Conversation, AnswerContext) -> JSONValue)?
    /// Header fields that the protocol's answers have; of a request's identifier.
    package var answerFields: @Sendable (String) -> [(name: String, value: String)] = { _ in [] }

    package static let all: [WireProtocol] = [.chat, .messages, .responses, .ollamaChat, .ollamaGenerate]

    package static func of(_ id: ID) -> WireProtocol? { all.first { $0.id == id } }

    private static let byPath: [String: ID] = Dictionary(
        uniqueKeysWithValues: all.flatMap { wire in wire.paths.map { ($0, wire.id) } })

    /// The protocol that is spoken at a path.
    package static func id(atPath path: some StringProtocol) -> ID? { byPath[String(path)] }
}

extension WireProtocol {
    package static let chat = WireProtocol(
        id: .chat, paths: ["/v1/chat/completions", "/chat/completions"], streamType: "text/event-stream", read: nil,
        readTools: { ChatTools.read($0) }, streamReader: { ChatStreamReader() },
        readWhole: { ChatWholeReader.read($0, status: $1, into: &$2) }, streamWriter: { ChatStreamWriter($0) },
        wholeBody: { ChatWholeWriter.body($0, $1) }, errorBody: { error, _ in ChatShapes.error(error) })

    static let messages = WireProtocol(
        id: .messages, paths: ["/v1/messages"], streamType: "text/event-stream",
        read: { body throws(WireError) in try MessagesRequestReader.read(body) },
        readTools: { MessagesRequestReader.tools($0) }, streamReader: { MessagesStreamReader() },
        readWhole: { MessagesWholeReader.read($0, status: $1, into: &$2) },
        streamWriter: { MessagesStreamWriter($0) }, wholeBody: { MessagesWholeWriter.body($0, $1) },
        errorBody: { MessagesErrors.body($0, requestID: $1) }, answerFields: { [("request-id", $0)] })

    static let responses = WireProtocol(
        id: .responses, paths: ["/v1/responses", "/responses"], streamType: "text/event-stream",
        read: { body throws(WireError) in try ResponsesRequestReader.read(body) },
        readTools: { ResponsesRequestReader.tools($0) }, streamReader: { ResponsesStreamReader() },
        readWhole: { ResponsesWholeReader.read($0, status: $1, into: &$2) },
        streamWriter: { ResponsesStreamWriter($0) }, wholeBody: { ResponsesWholeWriter.body($0, $1) },
        errorBody: { error, _ in ResponsesErrors.body(error) })

    static let ollamaChat = WireProtocol(
        id: .ollamaChat, paths: ["/api/chat"], streamType: OllamaShapes.streamType,
        read: { body throws(WireError) in try OllamaRequestReader.read(chat: body) },
        readTools: { ChatTools.read($0) }, streamReader: { OllamaAnswerReader() },
        readWhole: { OllamaAnswerReader.read($0, status: $1, into: &$2) },
        streamWriter: { OllamaStreamWriter(.chat, $0) }, wholeBody: { OllamaShapes.whole(.chat, $0, $1) },
        errorBody: { error, _ in OllamaShapes.error(error) }, emptyBody: { OllamaShapes.empty(.chat, $0, $1) })

    static let ollamaGenerate = WireProtocol(
        id: .ollamaGenerate, paths: ["/api/generate"], streamType: OllamaShapes.streamType,
        read: { body throws(WireError) in try OllamaRequestReader.read(generate: body) },
        readTools: { ChatTools.read($0) }, streamReader: { OllamaAnswerReader() },
        readWhole: { OllamaAnswerReader.read($0, status: $1, into: &$2) },
        streamWriter: { OllamaStreamWriter(.generate, $0) }, wholeBody: { OllamaShapes.whole(.generate, $0, $1) },
        errorBody: { error, _ in OllamaShapes.error(error) }, emptyBody: { OllamaShapes.empty(.generate, $0, $1) })
}
