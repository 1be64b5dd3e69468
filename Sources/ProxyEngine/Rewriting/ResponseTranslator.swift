package import Monitoring
import ToolCallParsing
import WireFormats

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
    private enum Route {
        case undecided
        case stream
        case assembly
        /// Collected, then translated as a whole.
        case body
        /// Bytes unchanged, but watched.
        case passthrough
    }
    /// A collected body may be so long; a whole answer has some megabytes at most.
    package static let maximumBodyBytes = 64 << 20

    private let request: ChatRequest
    private let settings: TranslationSettings
    private let isStreamWanted: Bool
    private let newCallID: () -> String
    private var route = Route.undecided
    private var stream: StreamTranslation
    private var body: [UInt8] = []
    private var isOverlong = false
    /// The bytes that pass unchanged are one body, read when it is complete.
    private var isWatchedAsBody = false
    private var isCommitted = false
    private var isSimulated = false
    private var hasFinished = false
    /// What is left for checking the arguments of all its calls.
    private var checkSteps = ArgumentValidator.maximumStepsOfAnswer
    private var backendStatus = 200

    /// The head as `finish` left it; for responses that do not stream.
    package private(set) var headAtFinish = TranslatedHead(status: 200, contentType: nil, streams: false)
    /// An error that the backend reported inside its stream or body, or that was met in translation.
    package private(set) var failure: RequestFailure?
    /// The backend's good answer cannot be one; where the client has got nothing yet, it gets this in its place.
    package private(set) var refusal: ProxyError?

    package init(
        request: ChatRequest, settings: TranslationSettings, isStreamWanted: Bool, newCallID: @escaping () -> String
    ) {
        self.request = request
        self.settings = settings
        self.isStreamWanted = isStreamWanted
        self.newCallID = newCallID
        stream = StreamTranslation(
            request: request.callRules, wantsUsage: request.wantsUsage, delivery: .events,
            parserOptions: Self.options(request, settings), newCallID: newCallID)
        stream.isWatching = !settings.translates
        stream.reasoningStart = settings.reasoningStart
        if settings.translates { stream.notice = settings.notice }
        stream.isTaken = { request.mentions($0) }
        stream.showsProgress = request.wantsProgress
    }

    /// What is looked for in the text; `nil`: nothing, it stays as it is.
    private static func options(_ request: ChatRequest, _ settings: TranslationSettings) -> ParserOptions? {
        let readsUndeclared = request.tools.isEmpty && settings.undeclaredCalls == .strong
        let mayHaveCalls = readsUndeclared || !request.tools.isEmpty
        let hasCalls = mayHaveCalls && !request.forbidsTools && settings.formats != .none
        let separates = settings.reasoning == .separate || settings.reasoning == .automatic && mayHaveCalls
        guard hasCalls || separates else { return nil }
        var options = DialectSelection.options(hasCalls ? settings.formats : .none, separatesReasoning: separates)
        options.answersInJSON = request.wantsJSON
        options.readsUndeclaredCalls = readsUndeclared
        // Whoever asks for undeclared calls means calls.
        options.unknownTools =
            readsUndeclared && settings.unknownTools == .text ? .automatic : settings.unknownTools
        options.startsInReasoning = settings.reasoningStart == .assumed || settings.reasoningStart == .yes
        options.coercesToSchema = settings.argumentRepair == .schema
        return options
    }

    /// The backend's head has arrived. `isCommitted`: a 200 event stream has been opened to the client (by a heartbeat).
    package mutating func begin(status: Int, contentType: String?, isCommitted: Bool) -> TranslatedHead {
        self.isCommitted = isCommitted
        backendStatus = status
        let isEventStream = contentType?.lowercased().hasPrefix("text/event-stream") ?? false
        let isGoodStream = isEventStream && (200..<300).contains(status)
        if !settings.translates && (!isCommitted || isGoodStream) {
            route = .passthrough
            isWatchedAsBody = !isEventStream
            stream.output = []
            return TranslatedHead(status: status, contentType: nil, streams: true)
        }
        if isGoodStream { return beginStream() }
        route = .body
        headAtFinish = TranslatedHead(status: status, contentType: contentType, streams: false)
        return headAtFinish
    }

    private mutating func beginStream() -> TranslatedHead {
        route = isStreamWanted ? .stream : .assembly
        if isStreamWanted {
            return TranslatedHead(status: backendStatus, contentType: "text/event-stream", streams: true)
        }
        stream = StreamTranslation(
            request: request.callRules, wantsUsage: true, delivery: .body,
            parserOptions: Self.options(request, settings), newCallID: newCallID)
        stream.notice = settings.notice
        stream.reasoningStart = settings.reasoningStart
        stream.isAssembling = true
        return TranslatedHead(status: backendStatus, contentType: "application/json", streams: false)
    }

    /// More of the backend's body. Appends what the client is to get.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        switch route {
        case .stream: translate(into: &output) { $0.receive(bytes) }
        case .assembly: stream.receive(bytes)
        case .passthrough:
            output.append(contentsOf: bytes)
            if isWatchedAsBody { collect(bytes) } else { watch { $0.receive(bytes) } }
        case .body, .undecided: collect(bytes)
        }
    }

    private mutating func collect(_ bytes: UnsafeRawBufferPointer) {
        isOverlong = isOverlong || bytes.count > Self.maximumBodyBytes - body.count
        if !isOverlong { body.append(contentsOf: bytes) }
        // The rest need not be waited for.
        if isOverlong, route == .body { refusal = .overlongBody }
    }

    /// Bytes that wait for the end of the answer, which is read as a whole.
    var collectedBytes: Int { route == .body || route == .undecided ? body.count : 0 }

    /// Bytes of an event that has not ended yet.
    var openEventBytes: Int { route == .body || route == .undecided ? 0 : stream.openEventBytes }

    /// Bytes that the end of the answer looks at once more.
    var bytesAtEnd: Int { collectedBytes + openEventBytes + stream.textBytes }

    private mutating func translate(into output: inout [UInt8], _ work: (inout StreamTranslation) -> Void) {
        // The owner's buffer is written directly.
        swap(&output, &stream.output)
        work(&stream)
        swap(&output, &stream.output)
    }

    private mutating func watch(_ work: (inout StreamTranslation) -> Void) {
        work(&stream)
        stream.output.removeAll(keepingCapacity: true)
    }

    /// The backend's body has ended. Appends the rest; the stream is always ended properly.
    package mutating func finish(_ ending: UpstreamEnding, into output: inout [UInt8]) {
        guard !hasFinished else { return }
        hasFinished = true
        switch route {
        case .stream:
            translate(into: &output) { $0.finish(ending) }
            failure = stream.failure
        case .assembly: finishAssembly(ending, into: &output)
        case .passthrough where isWatchedAsBody: readWatchedBody(ending)
        case .passthrough: watch { $0.finish(ending) }
        case .body, .undecided: finishBody(ending, into: &output)
        }
    }

    // MARK: Whole bodies

    /// Takes note of a completion that has passed unchanged.
    private mutating func readWatchedBody(_ ending: UpstreamEnding) {
        guard case .complete = ending, !isOverlong, (200..<300).contains(backendStatus),
            let value = try? JSONValue(parsing: body), let completion = read(value)
        else { return }
        stream.adopt(completion)
    }

    private func read(_ value: JSONValue) -> CompletionBody? {
        CompletionBody(
            value, request: request.callRules, parserOptions: Self.options(request, settings),
            notice: settings.translates ? settings.notice : OfferedNotice(), isWatched: !settings.translates,
            reasoningStart: settings.reasoningStart, newCallID: newCallID)
    }

    private mutating func finishAssembly(_ ending: UpstreamEnding, into output: inout [UInt8]) {
        stream.finish(ending)
        failure = stream.failure
        headAtFinish = TranslatedHead(status: 200, contentType: "application/json", streams: false)
        if let error = stream.errorObject {
            let code = ErrorObject.isOverflow(error) ? 400 : error["code"]?.intValue ?? 502
            headAtFinish.status = (400..<600).contains(code) ? code : 502
            output += JSONValue.object([JSONMember(key: "error", value: error)]).bytes
        } else {
            output += AssembledCompletion(stream).json.bytes
        }
    }

    private mutating func finishBody(_ ending: UpstreamEnding, into output: inout [UInt8]) {
        if case .failed(let error) = ending { return failBody(error, into: &output) }
        guard !isOverlong else { return failBody(.overlongBody, into: &output) }
        let isGood = (200..<300).contains(backendStatus)
        if isGood, let problem = BrokenAnswer.problem(with: body, status: backendStatus) {
            return BrokenAnswer.hasEvents(body) ? finishAsEvents(into: &output) : failBody(problem, into: &output)
        }
        let value = try? JSONValue(parsing: body)
        guard isGood, let value, value["error"] == nil || value["error"] == .null else {
            if let error = value?["error"] ?? value, settings.translates, let text = LostGeneration.text(in: error) {
                stream.isRescued = true
                headAtFinish = TranslatedHead(status: 200, contentType: "application/json", streams: false)
                return finish(LostGeneration.completion(of: text, model: request.model), into: &output)
            }
            return finishError(value, into: &output)
        }
        finish(value, into: &output)
    }

    /// What began like JSON goes on as an event stream.
    private mutating func finishAsEvents(into output: inout [UInt8]) {
        headAtFinish = beginStream()
        body.withUnsafeBytes { receive($0, into: &output) }
        if isStreamWanted {
            translate(into: &output) { $0.finish(.complete) }
            failure = stream.failure
        } else {
            finishAssembly(.complete, into: &output)
        }
    }

    /// The backend gave a whole completion.
    private mutating func finish(_ value: JSONValue, into output: inout [UInt8]) {
        guard let completion = read(value) else {
            if isCommitted { return finishError(value, into: &output) }
            // A client that reads events would take it for an answer without a word.
            if isStreamWanted && settings.translates { return failBody(BrokenAnswer.noCompletion(body), into: &output) }
            output += body
            return
        }
        stream.adopt(completion)
        if isStreamWanted && (settings.translates || isCommitted) {
            isSimulated = true
            headAtFinish = TranslatedHead(status: 200, contentType: "text/event-stream", streams: true)
            StreamSimulator(chunkSize: settings.chunkSize, wantsUsage: request.wantsUsage, newID: newID)
                .append(completion, to: &output)
        } else {
            output += completion.translated.map(\.bytes) ?? (stream.isRescued ? value.bytes : body)
        }
    }

    private mutating func failBody(_ error: ProxyError, into output: inout [UInt8]) {
        failure = error.failure
        refusal = error
        if isCommitted { endCommitted(ErrorObject.of(error), into: &output) }
    }

    private func newID() -> String { "chatcmpl-" + newCallID().dropFirst(5) }

    /// The backend's own error goes on as it is; what clients need to know an overflow by is added.
    private mutating func finishError(_ value: JSONValue?, into output: inout [UInt8]) {
        let error = value?["error"] ?? value ?? .string(String(decoding: body.prefix(2000), as: UTF8.self))
        let object = ErrorObject.normalized(error)
        failure = ErrorObject.failure(object)
        if isCommitted {
            endCommitted(object, into: &output)
        } else if ErrorObject.isOverflow(error) {
            // Older vLLM sends the error without the object around it.
            var value = value?["error"] == nil ? .object([]) : value ?? .object([])
            value.set("error", object)
            // Some builds call it a fault of their own, and others no error at all.
            headAtFinish.status = 400
            output += value.bytes
        } else {
            output += body
        }
    }

    private func endCommitted(_ error: JSONValue, into output: inout [UInt8]) {
        ChunkWriter.error(error.bytes, into: &output)
        ChunkWriter.done(into: &output)
    }

    // MARK: What is seen

    /// Becomes true with the first text, reasoning or call.
    package var hasFirstToken: Bool { stream.tokens > 0 }

    /// The notice was put in front of the text.
    var hasToldNotice: Bool { stream.choices.contains { $0.notice == .told } }

    /// Where the translation stands, for the meter.
    var reading: PaceMeter.Reading {
        // Changes nothing: it is only so that the value is looked at where it stands, and not copied for each delta.
        mutating get {
            // Where the client waits for the whole, nothing goes on before the end.
            let goesOn = route == .stream || route == .passthrough || hasFinished
            var held = 0
            var hasCall = false
            for index in stream.choices.indices {
                if stream.choices[index].heldBytes > 0, stream.choices[index].finishReason == nil {
                    held += stream.choices[index].missedBytes
                }
                if !stream.choices[index].calls.isEmpty { hasCall = true }
            }
            return PaceMeter.Reading(
                tokens: stream.tokens, heldBytes: hasFinished ? 0 : held, isVisible: goesOn && stream.hasTold,
                hasCall: goesOn && hasCall, chunksIn: isRead ? stream.chunksIn : nil,
                chunksOut: route == .stream ? stream.chunksOut : route == .passthrough ? stream.chunksIn : nil)
        }
    }

    /// The backend's answer is a stream that is read while it comes in.
    private var isRead: Bool { route == .stream || route == .assembly || route == .passthrough }

    /// Takes the time of the calls that the last piece of the answer opened or ended. `heldSince`: text was held back before
    /// it since then. Both are nanoseconds since the request's arrival.
    mutating func stampCalls(at now: UInt64, heldSince: UInt64?) {
        guard stream.hasCallNews, isRead else { return }
        stream.hasCallNews = false
        for index in stream.choices.indices { stream.choices[index].stampCalls(at: now, heldSince: heldSince) }
    }

    /// Takes what is new since the last call, for a progress event.
    package mutating func takeProgress() -> RequestProgress {
        var transcripts: [TranscriptDelta] = []
        var held = 0
        for index in stream.choices.indices {
            if settings.translates { held += stream.choices[index].parser?.missedByteCount ?? 0 }
            guard !stream.choices[index].transcript.isEmpty else { continue }
            transcripts.append(stream.choices[index].transcript.take(choice: stream.choices[index].index))
        }
        var progress = RequestProgress(
            tokens: stream.tokens, heldBytes: held, prefill: stream.prefill, transcript: transcripts)
        progress.openCalls = stream.choices.flatMap(\.openCalls)
        return progress
    }

    /// Takes the calls completed since the last call.
    package mutating func takeCalls() -> [ToolCallReport] {
        var reports: [ToolCallReport] = []
        for index in stream.choices.indices {
            let reason = stream.choices[index].finishReason
            reports += stream.choices[index].takeReports(
                all: hasFinished || reason != nil, isCutShort: stream.failure != nil || reason == "length",
                rules: request.callRules,
                steps: &checkSteps)
        }
        return reports
    }

    /// Everything that is known once finished. `status` is the one the client got.
    package mutating func outcome(status: Int) -> RequestOutcome {
        let first = stream.choices.first
        return RequestOutcome(
            status: status, finishReason: settings.translates ? first?.finishReason : first?.backendFinishReason,
            backendFinishReason: first?.backendFinishReason,
            usage: stream.facts, progress: takeProgress(), rewrites: rewrites)
    }

    /// Whether the answer began in reasoning that the prompt had opened; `nil`: it does not tell.
    package var beganInReasoning: Bool? { stream.beganInReasoning }
    /// What was thought to be reasoning was never closed, and ended with a call.
    package var closedNothing: Bool { stream.closedNothing }

    /// What was changed so far, for the `X-Llama-Stream-Top` header.
    package var rewrites: [String] {
        var rewrites = settings.requestRewrites
        if stream.isRescued { rewrites.append("rescued") }
        if isSimulated { rewrites.append("simulated") }
        if route == .assembly { rewrites.append("assembled") }
        if hasToldNotice { rewrites.append("notice_text") }
        var counts: [(dialect: String, count: Int)] = []
        for call in stream.choices.flatMap(\.calls) where call.dialect != StreamTranslation.native {
            if let index = counts.firstIndex(where: { $0.dialect == call.dialect }) {
                counts[index].count += 1
            } else {
                counts.append((call.dialect, 1))
            }
        }
        rewrites += counts.map { "tool_calls=\($0.dialect);n=\($0.count)" }
        return rewrites
    }
}
