import Monitoring
import ToolCallParsing

/// Reasoning that the backend separated itself: passed on as it is, and searched only where nothing else came.
extension StreamTranslation {
    mutating func tellReasoning(_ number: Int) {
        var read: [UInt8] = []
        swap(&read, &text)
        defer { swap(&read, &text) }
        if !read.isEmpty {
            // A backend that separates it leaves none in the text.
            choices[number].parser?.beginOutsideReasoning()
            beganInReasoning = false
        }
        read.withUnsafeBytes { bytes in
            let start = choices[number].transcript.rawCount
            choices[number].transcript.appendRaw(bytes)
            choices[number].transcript.append(.reasoning, bytes, span: start..<start + bytes.count)
            choices[number].parserShift += bytes.count
            if choices[number].hasParser { choices[number].separated.append(bytes, at: start) }
            emit(.reasoning, bytes, number)
        }
    }

    /// Keeps the text as long as it may have to be told as the answer. Longer reasoning is none.
    mutating func keepPrompted(_ bytes: UnsafeRawBufferPointer, _ number: Int) {
        let mayBeReadAgain = isAssembling && reasoningStart == .unknown
        let isAssumed = reasoningStart == .assumed && choices[number].parser?.isInPromptedReasoning == true
        guard mayBeReadAgain || isAssumed, choices[number].prompted.count < Self.maximumPrompted else { return }
        choices[number].prompted.append(contentsOf: bytes)
    }
    private static let maximumPrompted = 1 << 20

    /// The text has ended. If it never left the reasoning that the prompt was thought to have opened, it was the answer: the
    /// client has it already, as reasoning, and gets it besides.
    mutating func judgeReasoningStart(_ number: Int, isCut: Bool) {
        guard let parser = choices[number].parser else { return }
        if parser.hasMissedReasoning { beganInReasoning = true }
        guard reasoningStart == .assumed, beganInReasoning == nil, !choices[number].prompted.isEmpty else { return }
        guard parser.isInPromptedReasoning, !parser.hasReasoningEndedOpen else {
            // A call may have ended it, as it may have been no reasoning at all.
            if parser.hasReasoningEndedOpen { closedNothing = !isCut } else { beganInReasoning = true }
            choices[number].prompted = []
            return
        }
        // Cut by the limit on tokens it may have been reasoning.
        guard !isCut else { return }
        beganInReasoning = false
        let answer = choices[number].prompted
        choices[number].prompted = []
        guard !isWatching else { return }
        if delivery == .body { choices[number].reasoning = [] }
        answer.withUnsafeBytes { bytes in
            tellNotice(before: bytes, number)
            emit(.content, bytes, number)
        }
    }

    /// A whole answer that came as a stream has shown only now that it began in reasoning: it is read once more, as a whole.
    mutating func readAgain(_ number: Int, isCut: Bool) {
        let text = choices[number].prompted
        guard isAssembling, reasoningStart == .unknown, !text.isEmpty, text.count < Self.maximumPrompted else { return }
        choices[number].prompted = []
        guard choices[number].parser?.hasMissedReasoning == true, choices[number].native == nil,
            var options = parserOptions
        else { return }
        options.startsInReasoning = true
        var other = StreamTranslation(
            request: request, wantsUsage: false, delivery: .body, parserOptions: options, newCallID: newCallID)
        let message = JSONValue.object([
            JSONMember(key: "content", value: .string(String(decoding: text, as: UTF8.self)))
        ])
        let choice = JSONValue.object([
            JSONMember(key: "message", value: message),
            // A call that was cut stays cut.
            JSONMember(key: "finish_reason", value: .string(isCut ? "length" : "stop")),
        ])
        guard let read = other.read(whole: choice, at: 0) else { return }
        // Calls were only thought about if something came of the thoughts.
        guard choices[number].calls.isEmpty || !read.calls.isEmpty || !read.content.isEmpty else { return }
        let isNoticed = choices[number].notice == .told && !read.content.isEmpty
        choices[number].content = (isNoticed ? notice.text : []) + read.content
        choices[number].reasoning += read.reasoning
        choices[number].calls = read.calls
        choices[number].places = read.places
    }

    /// The answer has ended. Where it is all reasoning, a call in it is the answer; the client has the text already, as
    /// reasoning, and gets the call besides.
    mutating func searchReasoning(_ number: Int) {
        let reasoning = choices[number].separated
        choices[number].separated.giveUp()
        guard let parserOptions, !reasoning.bytes.isEmpty, choices[number].calls.isEmpty,
            choices[number].callsInText.isEmpty
        else { return }
        var parser = ModelOutputParser(tools: request.tools, options: parserOptions.insideReasoning)
        var found = ParsedBatch()
        reasoning.bytes.withUnsafeBytes { parser.receive($0, into: &found) }
        parser.finish(into: &found)
        choices[number].parserShift = reasoning.start
        for event in found.events {
            switch event {
            case .callStarted, .callIdentified, .arguments, .repaired, .nearMiss:
                if isWatching { note(event, found, number) } else { tell(event, found, number) }
            case .callEnded(let call, _): endCall(place(ofFound: call, number), number)
            case .content, .reasoning, .removed, .markerPassed: break
            }
        }
    }
}

extension ParserOptions {
    /// The same for a text that begins inside of reasoning.
    fileprivate var insideReasoning: ParserOptions {
        var options = separatesReasoning ? self : ParserOptions(dialects: dialects, isPinned: isPinned)
        options.startsInReasoning = true
        options.acceptsAnyName = acceptsAnyName
        options.unknownTools = unknownTools
        options.readsUndeclaredCalls = readsUndeclaredCalls
        options.coercesToSchema = coercesToSchema
        return options
    }
}
