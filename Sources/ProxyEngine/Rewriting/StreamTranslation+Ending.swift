import Monitoring
import ToolCallParsing
import WireFormats

/// The end of a stream: always an ordered one, whatever the backend did.
extension StreamTranslation {
    /// Sends the event that was held for its timings.
    mutating func flushFinish() {
        guard !pendingFinish.isEmpty else { return }
        output.append(contentsOf: pendingFinish)
        pendingFinish.removeAll(keepingCapacity: true)
    }

    /// An event without choices: the client does not get it, but its timings go with the end, unless they come with the usage.
    mutating func attachTimings(of chunk: ChatChunk) {
        guard chunk.timings != nil, !finishHasTimings, !wantsUsage else { return }
        guard let brace = pendingFinish.lastIndex(of: UInt8(ascii: "}")) else { return }
        var member: [UInt8] = []
        member.append(",\"timings\":")
        member.append(contentsOf: timings)
        pendingFinish.insert(contentsOf: member, at: brace)
        finishHasTimings = true
    }

    /// The backend says that it is done.
    mutating func done() {
        guard !choices.isEmpty else {
            // vLLM ends a request that failed before its first token like this.
            let error = ProxyError.emptyStream
            return fail(ErrorObject.of(error), error.failure)
        }
        flushFinish()
        for number in choices.indices where choices[number].finishReason == nil {
            clearReplacement()
            let reason = end(number, backendReason: nil)
            guard delivery == .events else { continue }
            sendReplacement()
            chunksOut += 1
            writer.finish(reason: reason, choice: choices[number].index, into: &output)
        }
        isEnded = true
        guard delivery == .events else { return }
        if wantsUsage, !usage.isEmpty {
            writer.usage(usage, timings: timings, into: &output)
            chunksOut += 1
        }
        ChunkWriter.done(into: &output)
    }

    /// The backend reports an error, as the value of a member or an event by itself.
    mutating func readError(_ bytes: UnsafeRawBufferPointer) {
        var error = (try? JSONValue(parsing: bytes)) ?? .string(bytes.text(0..<bytes.count))
        if let inner = error["error"], inner != .null { error = inner }
        if let text = LostGeneration.text(in: error), rescue(text) { return }
        let object = ErrorObject.normalized(error)
        fail(object, ErrorObject.failure(object))
    }

    /// Goes on with the text that the backend could not read. `false`: it has begun a call of its own already.
    private mutating func rescue(_ text: String) -> Bool {
        guard parserOptions != nil, choices.count <= 1, choices.first?.native == nil else { return false }
        isRescued = true
        for (content, reason) in [(JSONValue.string(text), JSONValue.null), (.null, .string("stop"))] {
            let delta = content == .null ? [] : [JSONMember(key: "content", value: content)]
            let chunk = JSONValue.object([
                JSONMember(
                    key: "choices",
                    value: .array([
                        .object([
                            JSONMember(key: "index", value: .number("0")),
                            JSONMember(key: "delta", value: .object(delta)),
                            JSONMember(key: "finish_reason", value: reason),
                        ])
                    ]))
            ])
            chunk.bytes.withUnsafeBytes { read(chunk: $0, raw: $0) }
        }
        done()
        return true
    }

    /// Ends the stream with an error. What arrived before is delivered; no call is completed, no reason made up.
    mutating func fail(_ error: JSONValue, _ failure: RequestFailure) {
        flushFinish()
        for number in choices.indices where choices[number].finishReason == nil {
            clearReplacement()
            abandonText(number)
            if delivery == .events { sendReplacement() }
        }
        self.failure = failure
        errorObject = error
        isEnded = true
        guard delivery == .events else { return }
        ChunkWriter.error(error.bytes, into: &output)
        ChunkWriter.done(into: &output)
    }

    /// What the backend has told of tokens so far.
    var facts: TokenUsage {
        UsageFacts.read(usage: try? JSONValue(parsing: usage), timings: try? JSONValue(parsing: timings))
    }
}

extension ProxyError {
    static let brokeOff = ProxyError(
        status: 502, type: "backend_error", code: "backend_broke_off",
        message: "The backend's stream ended without a finish reason: the answer is not complete.", side: .backend)
    static let emptyStream = ProxyError(
        status: 502, type: "backend_error", code: "backend_empty_stream",
        message: "The backend ended its stream without an answer. Its log may say why.", side: .backend)
    static let overlongBody = ProxyError(
        status: 502, type: "backend_error", code: "backend_answer_too_long",
        message: "The backend's answer has more than \(ResponseTranslator.maximumBodyBytes >> 20) MiB.", side: .backend)
    static let overmanyPieces = ProxyError(
        status: 502, type: "backend_error", code: "backend_too_many_calls",
        message: "The backend sent more than \(NativeCalls.maximumPieces) calls, or pieces of calls, in one event.",
        side: .backend)
    static let overlongEvent = ProxyError(
        status: 502, type: "backend_error", code: "backend_event_too_long",
        message: "The backend sent an event of more than \(ServerSentEventParser.maximumEventBytes >> 20) MiB.",
        side: .backend)
}
