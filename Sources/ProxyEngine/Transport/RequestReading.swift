import Monitoring
import NIOHTTP1
import WireFormats

/// What a request says, read from its body once and before anything is decided.
///
/// All of it takes longer the longer the body is, and nothing of it needs the event loop: large bodies are read beside it, so
/// that others do not wait.
struct RequestReading: Sendable {
    /// As the client sent it, as far as it is known at the start; `nil`: it is passed on as it comes.
    let body: [UInt8]?
    /// The request as a chat request, on the translated route.
    private(set) var chat: ChatRequest?
    /// What the client has sent, where that is no chat request but means one.
    private(set) var bridged: BridgedRequest?
    private(set) var problem: ProxyError?
    /// By what the pool knows it.
    let model: String
    let keys: SessionAffinity.Keys
    /// Whose turns it takes in the queue.
    let queueSession: QueueSession
    /// The answer is a stream that is not translated, and in which comments may stand.
    let streamsText: Bool
    private(set) var outline: ConversationOutline?
    /// By what an earlier cut of a long conversation is found; `nil`: it is not long, and they are made when they are needed.
    private(set) var cutKeys: [SessionCuts.Key]?
    /// `nil`: prompts are not kept stable.
    private(set) var stablePrompt: StablePrompt?
    /// What makes two requests the same but for `stream`.
    private(set) var unstreamedBody: [UInt8]?

    /// `isPool`: there is more than one backend to choose from.
    init(_ request: ClientRequest, body: [UInt8]?, _ configuration: EngineConfiguration, isPool: Bool) {
        self.body = body
        (chat, bridged, problem) = Self.read(request, body, configuration.streamMode)
        let header = SessionHeader.value(in: request.head.headers)
        var model = chat?.model ?? RequestedModel.name(inTarget: request.target)
        // Bodies are read for it only where there is something to choose, or a conversation to be known again.
        let recognizes = configuration.purgesOnNew || configuration.keepsPromptsStable
        if let body = chat?.body ?? body, isPool || request.route == .chat && recognizes {
            if model.isEmpty { model = RequestedModel.name(in: body) }
            keys = SessionAffinity.Keys(body: body, sessionName: header, outline: chat?.outline)
        } else {
            keys = SessionAffinity.Keys()
        }
        self.model = model
        queueSession = Self.queueSession(request, chat?.body ?? body ?? [], header, chat)
        streamsText = Self.streamsText(request, body, configuration)
        guard configuration.streamMode != .passthrough else { return }
        if let chat {
            outline = chat.outline
            if configuration.keepsPromptsStable { stablePrompt = StablePrompt(chat.body, chat.outline) }
            if chat.body.count > LoopContext.maximumBytesAtOnce {
                cutKeys = SessionCuts.keys(chat.outline.conversation, model: chat.model)
            }
        }
        if configuration.joinsDuplicates { unstreamedBody = bridged?.unstreamedBody }
    }

    /// Where nothing is to be touched, what cannot be read is the backend's business.
    private static func read(
        _ request: ClientRequest, _ body: [UInt8]?, _ mode: StreamMode
    ) -> (ChatRequest?, BridgedRequest?, ProxyError?) {
        guard request.route == .chat, let body, request.wire == .chat || mode != .passthrough else {
            return (nil, nil, nil)
        }
        do throws(ProxyError) {
            let bridged = try BridgedRequest(request.wire, body: body)
            if let bridged, bridged.isEmpty { return (nil, bridged, nil) }
            return (try ChatRequest(body: bridged?.body ?? body), bridged, nil)
        } catch {
            return (nil, nil, mode == .passthrough ? nil : error)
        }
    }

    private static func queueSession(
        _ request: ClientRequest, _ body: [UInt8], _ header: String, _ chat: ChatRequest?
    ) -> QueueSession {
        let headers = request.head.headers
        let credentials = headers.first(name: "authorization") ?? headers.first(name: "x-api-key") ?? ""
        return body.withUnsafeBytes { body in
            QueueSession(
                client: request.client, credentials: credentials, agent: request.agent, header: header, body: body,
                outline: chat?.outline)
        }
    }

    /// A stream of plain completions is asked for, in which comments may stand as in one of chat completions.
    private static func streamsText(
        _ request: ClientRequest, _ body: [UInt8]?, _ configuration: EngineConfiguration
    ) -> Bool {
        let path = request.target.prefix { $0 != "?" }
        guard let body, path == "/v1/completions" || path == "/completions", configuration.streamMode != .passthrough
        else { return false }
        return body.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            guard cursor.enterObject() else { return false }
            while let key = cursor.nextKey(), let value = cursor.skipValue() {
                if bytes.equals("stream", in: key) { return bytes.equals("true", in: value) }
            }
            return false
        }
    }
}
