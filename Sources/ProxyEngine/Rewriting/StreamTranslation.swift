import Monitoring
import ToolCallParsing
import WireFormats

/// Translates an event stream of chat completion chunks while it runs, into a stream or into one body.
///
/// Each event is taken apart into what it adds (role, reasoning, text, calls, the end), and that is written anew into
/// `replacement`. If it comes out as it came in, the event is passed on byte for byte instead.
///
/// Held at most: text that may still become a marker, and the event with the finish reason until the next one, because
/// the timings that belong to it may stand in a usage chunk that the client did not ask for.
struct StreamTranslation {
    enum Delivery { case events, body }
    /// `n` is at most 128 with OpenAI; what a backend sends beyond is not told.
    static let maximumChoices = 128

    /// What the request says of calls.
    let request: CallRules
    let wantsUsage: Bool
    let delivery: Delivery
    /// `nil`: text is not searched.
    let parserOptions: ParserOptions?
    let newCallID: () -> String
    /// Whether an identifier occurs in the conversation already.
    var isTaken: (String) -> Bool = { _ in false }

    /// What is known of where the text begins, and what the answer has shown of it; `nil`: nothing.
    var reasoningStart = ReasoningStart.unknown
    var beganInReasoning: Bool?
    /// The client waits for the whole: nothing of it is told before the end.
    var isAssembling = false
    /// What was thought to be reasoning was never closed, and ended with a call.
    var closedNothing = false

    /// What stands in front of the text of each choice.
    var notice = OfferedNotice()

    var parser = ServerSentEventParser()
    /// Of calls in the event that is being read, see ``NativeCalls/maximumPieces``; `nil`: it is none.
    var piecesLeft: Int?
    var writer = ChunkWriter()
    var choices: [ChoiceState] = []
    /// What the client gets; taken by the owner after each feed.
    var output: [UInt8] = []
    var replacement: [UInt8] = []
    var pendingFinish: [UInt8] = []
    var finishHasTimings = false

    var usage: [UInt8] = []
    var timings: [UInt8] = []
    var prefill: PrefillProgress?
    /// The client itself asked how far the prompt has been read.
    var showsProgress = false
    var tokens = 0
    /// The stream has been ended, by `[DONE]` or an error.
    var isEnded = false
    var failure: RequestFailure?
    /// The backend threw the text away, and it was taken from the error.
    var isRescued = false
    /// Text, reasoning or a call has been written for the client.
    var hasTold = false
    /// The client gets everything as it came: calls in the text are noted, and not taken out of it.
    var isWatching = false
    /// The error object that ended the stream.
    var errorObject: JSONValue?
    /// Events read, and those that the client gets for them.
    var chunksIn = 0
    var chunksOut = 0
    /// Events in `replacement`.
    var replacementChunks = 0
    /// A call has opened or ended, and nobody has told when.
    var hasCallNews = false

    /// The event that is being read passes as it is, if its text is all content.
    private var saysOnlyText = false
    /// It is, so nothing need be written in its place.
    private(set) var passesText = false

    /// What choices begin with, but for the first, which is mostly alone: to make one takes the longer the more tools there are.
    var blankParser: ModelOutputParser?
    /// The same of those that give calls themselves.
    var blankNativeCalls: NativeCalls?

    var text: [UInt8] = []
    private var batch = ParsedBatch()

    init(
        request: CallRules, wantsUsage: Bool, delivery: Delivery, parserOptions: ParserOptions?,
        newCallID: @escaping () -> String
    ) {
        self.request = request
        self.wantsUsage = wantsUsage
        self.delivery = delivery
        self.parserOptions = parserOptions
        self.newCallID = newCallID
    }

    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        // Taken out while it runs: it hands the events to this very value.
        var events = ServerSentEventParser()
        swap(&events, &parser)
        events.receive(bytes, to: &self)
        swap(&events, &parser)
    }

    /// The backend's body has ended.
    mutating func finish(_ ending: UpstreamEnding) {
        var events = ServerSentEventParser()
        swap(&events, &parser)
        events.finish(to: &self)
        guard !isEnded else { return }
        switch ending {
        case .failed(let error): fail(ErrorObject.of(error), error.failure)
        case .complete where !choices.isEmpty && choices.allSatisfy { $0.finishReason != nil }: done()
        case .complete:
            let error = ProxyError.brokeOff
            fail(ErrorObject.of(error), error.failure)
        }
    }

    // MARK: Chunks

    mutating func read(
        chunk payload: UnsafeRawBufferPointer, raw: UnsafeRawBufferPointer, isSplit: Bool = false
    ) {
        // What is no JSON object is no chunk; a client could not read it either.
        guard let chunk = ChatChunk(payload) else { return }
        if let error = chunk.error { return readError(payload.part(error)) }
        let newCallID = newCallID
        writer.adopt(chunk, payload, madeUpID: { "chatcmpl-" + newCallID().dropFirst(5) })
        note(chunk, payload)
        guard let range = chunk.choices else { return attachTimings(of: chunk) }
        var cursor = JSONCursor(payload, at: range.lowerBound)
        guard cursor.enterArray(), cursor.nextElement(), let choice = ChunkChoice(&cursor) else {
            return attachTimings(of: chunk)
        }
        // What was split once is not split again: damaged text can look like several elements each time.
        guard isSplit || !cursor.nextElement() else { return readSeveral(range, payload) }
        // Nothing of a choice is told after its end.
        guard let number = stateIndex(choice.index), choices[number].finishReason == nil else {
            return attachTimings(of: chunk)
        }
        flushFinish()
        read(only: choice, number, chunk, payload, raw)
    }

    /// The usual event, with one choice.
    private mutating func read(
        only choice: ChunkChoice, _ number: Int, _ chunk: ChatChunk, _ payload: UnsafeRawBufferPointer,
        _ raw: UnsafeRawBufferPointer
    ) {
        clearReplacement()
        let isHidden = chunk.promptProgress != nil && !showsProgress
        let mayPass =
            delivery == .events && chunk.usage == nil && !isHidden && writer.isIdentical(chunk, payload)
        saysOnlyText = mayPass && hasOnlyText(choice, number)
        piecesLeft = NativeCalls.maximumPieces
        let isUnchanged = take(choice, payload, number)
        if hasTooManyPieces() { return }
        guard delivery == .events else { return }
        if choice.finishReason != nil { finishHasTimings = chunk.timings != nil }
        if isUnchanged, mayPass {
            send(payload, raw, isFinish: choice.finishReason != nil)
            return
        }
        sendReplacement()
        let hasFacts = choice.hasExtras || choice.deltaHasExtras || chunk.hasExtras
        guard choice.finishReason != nil || hasFacts && !isHidden else { return }
        var event: [UInt8] = []
        ChunkRemainder(chunk: chunk, choice: choice, reason: choices[number].finishReason)
            .append(payload, writer, to: &event)
        chunksOut += 1
        if choice.finishReason != nil { pendingFinish = event } else { output.append(contentsOf: event) }
    }

    /// Whether the event passes as it is, should its text be content and nothing else.
    private func hasOnlyText(_ choice: ChunkChoice, _ number: Int) -> Bool {
        choice.isInShape && choices[number].hasRole && !choice.saysRole && choice.reasoning == nil
            && choice.toolCalls == nil && choice.finishReason == nil && !choice.contentHasEscapes
            && choices[number].notice != .due && choices[number].openEscape(of: .content) == nil
    }

    mutating func clearReplacement() {
        replacement.removeAll(keepingCapacity: true)
        replacementChunks = 0
    }

    mutating func sendReplacement() {
        output.append(contentsOf: replacement)
        chunksOut += replacementChunks
    }

    private mutating func send(_ payload: UnsafeRawBufferPointer, _ raw: UnsafeRawBufferPointer, isFinish: Bool) {
        chunksOut += 1
        if isFinish {
            pendingFinish.append("data: ")
            pendingFinish.append(contentsOf: payload)
            pendingFinish.append("\n\n")
        } else if raw.isEmpty {
            output.append("data: ")
            output.append(contentsOf: payload)
            output.append("\n\n")
        } else {
            output.append(contentsOf: raw)
        }
    }

    /// Several choices in one event are told one by one, each with the rest of the event.
    private mutating func readSeveral(_ range: Range<Int>, _ payload: UnsafeRawBufferPointer) {
        var cursor = JSONCursor(payload, at: range.lowerBound)
        guard cursor.enterArray() else { return }
        for _ in 0..<Self.maximumChoices {
            guard cursor.nextElement(), let element = cursor.skipValue() else { return }
            var single: [UInt8] = []
            [Splice(range: range, text: [UInt8(ascii: "[")] + payload[element] + [UInt8(ascii: "]")])]
                .append(payload, to: &single)
            single.withUnsafeBytes {
                read(chunk: $0, raw: UnsafeRawBufferPointer(start: nil, count: 0), isSplit: true)
            }
        }
    }

    private mutating func note(_ chunk: ChatChunk, _ payload: UnsafeRawBufferPointer) {
        if let range = chunk.usage { usage = Array(payload[range]) }
        if let range = chunk.timings { timings = Array(payload[range]) }
        if let range = chunk.promptProgress, let value = try? JSONValue(parsing: payload.part(range)) {
            prefill = UsageFacts.prefill(value) ?? prefill
        }
    }

    // MARK: One choice

    /// Takes in what a choice brings. `true`: the client's message gains exactly what the event says.
    mutating func take(_ choice: ChunkChoice, _ payload: UnsafeRawBufferPointer, _ number: Int) -> Bool {
        var isUnchanged = choice.isInShape && !(choice.saysRole && choices[number].hasRole)
        if !choices[number].hasRole { tellRole(choice, number) }
        if choice.content != nil || choice.reasoning != nil || choice.toolCalls != nil { tokens += 1 }
        if choice.toolCalls != nil { choices[number].separated.giveUp() }
        // A whole message has no order; the backend's own calls come first.
        if delivery == .body, let range = choice.toolCalls { _ = readCalls(payload, range, number) }
        if delivery == .body, let range = choice.logprobs { collect(logprobs: payload.part(range), number) }
        if let range = choice.reasoning {
            choices[number].reasoningKey = choice.reasoningKey
            if !unescape(payload.inside(range), choice.reasoningHasEscapes, .reasoning, number) { isUnchanged = false }
            tellReasoning(number)
        }
        if let range = choice.content {
            let wasDue = choices[number].notice == .due
            if !unescape(payload.inside(range), choice.contentHasEscapes, .content, number) { isUnchanged = false }
            if !search(number) || wasDue && choices[number].notice == .told { isUnchanged = false }
        }
        if delivery == .events, let range = choice.toolCalls, !readCalls(payload, range, number) { isUnchanged = false }
        if let range = choice.finishReason, !readFinish(payload, range, number) { isUnchanged = false }
        return isUnchanged
    }

    /// The role comes first, once: before the event where that does not say it itself.
    private mutating func tellRole(_ choice: ChunkChoice, _ number: Int) {
        choices[number].hasRole = true
        guard delivery == .events else { return }
        if choice.saysRole {
            writer.role(choice: choice.index, into: &replacement)
            replacementChunks += 1
        } else {
            chunksOut += 1
            writer.role(choice: choice.index, into: &output)
        }
    }

    /// Half a surrogate pair waits for its other half, which comes in the next event. `true`: there is none of them here.
    private mutating func unescape(
        _ bytes: UnsafeRawBufferPointer, _ hasEscapes: Bool, _ kind: TextKind, _ number: Int
    ) -> Bool {
        text.removeAll(keepingCapacity: true)
        let open = choices[number].openEscape(of: kind)
        guard hasEscapes || open != nil else {
            text.append(contentsOf: bytes)
            return true
        }
        var unescaper = open ?? JSONUnescaper()
        unescaper.append(bytes, to: &text)
        let isWhole = unescaper.isAtBoundary
        choices[number].setOpenEscape(of: kind, isWhole ? nil : unescaper)
        return open == nil && isWhole
    }

    /// Looks for calls in `text`. `true`: it is all content.
    private mutating func search(_ number: Int) -> Bool {
        var read: [UInt8] = []
        swap(&read, &text)
        defer { swap(&read, &text) }
        return read.withUnsafeBytes { bytes in
            let start = choices[number].transcript.rawCount
            choices[number].transcript.appendRaw(bytes)
            if !choices[number].separated.isOver, !bytes.allSatisfy(NoticeText.isBlank) {
                choices[number].separated.giveUp()
            }
            guard choices[number].hasParser else {
                tellNotice(before: bytes, number)
                choices[number].transcript.append(.content, bytes, span: start..<start + bytes.count)
                passesText = saysOnlyText
                emit(.content, bytes, number)
                passesText = false
                return true
            }
            guard !isWatching else {
                watch(bytes, number)
                return true
            }
            keepPrompted(bytes, number)
            let heldBefore = choices[number].heldBytes
            choices[number].parser?.receive(bytes, into: &batch)
            let heldAfter = choices[number].measureHeld()
            var isWhole = false
            if heldBefore == 0, heldAfter == 0, batch.events.count == 1, case .content = batch.events[0] {
                isWhole = true
            }
            passesText = isWhole && saysOnlyText
            tellBatch(number)
            passesText = false
            return isWhole
        }
    }

    /// The client has the text as it is; what would have been made of it is only noted.
    private mutating func watch(_ bytes: UnsafeRawBufferPointer, _ number: Int) {
        let end = choices[number].transcript.rawCount
        choices[number].transcript.append(.content, bytes, span: end - bytes.count..<end)
        emit(.content, bytes, number)
        choices[number].parser?.receive(bytes, into: &batch)
        tellBatch(number)
    }

    /// Tells the client what the parser found.
    private mutating func tellBatch(_ number: Int) {
        var found = ParsedBatch()
        swap(&found, &batch)
        for event in found.events {
            if isWatching { note(event, found, number) } else { tell(event, found, number) }
        }
        found.removeAll()
        swap(&found, &batch)
    }

    /// The choice has ended. `true`: with the backend's own reason, and nothing was held.
    private mutating func readFinish(_ payload: UnsafeRawBufferPointer, _ range: Range<Int>, _ number: Int) -> Bool {
        let backendReason = JSONString.unescaped(payload.inside(range))
        let told = replacement.count
        return end(number, backendReason: backendReason) == backendReason && replacement.count == told
    }

    /// Ends a choice; the reason that the client gets.
    mutating func end(_ number: Int, backendReason: String?) -> String {
        endEscapes(number)
        endNativeCalls(isCut: backendReason == "length", number)
        endText(number, TextEnd(backendReason: backendReason))
        tellHeldCalls(number)
        choices[number].backendFinishReason = backendReason
        let reason = choices[number].clientReason(for: backendReason ?? "stop")
        if reason == "tool_calls" { completeEmptyCalls(number) }
        endCall(.told(choices[number].calls.count - 1), number)
        choices[number].finishReason = reason
        return reason
    }

    private mutating func endText(_ number: Int, _ end: TextEnd) {
        choices[number].parser?.finish(end, into: &batch)
        tellBatch(number)
        judgeReasoningStart(number, isCut: end == .cut)
        readAgain(number, isCut: end == .cut)
        searchReasoning(number)
    }

    /// Half a surrogate pair whose other half has not come is no character.
    private mutating func endEscapes(_ number: Int) {
        for kind in [TextKind.reasoning, .content] {
            guard var unescaper = choices[number].openEscape(of: kind) else { continue }
            choices[number].setOpenEscape(of: kind, nil)
            text.removeAll(keepingCapacity: true)
            unescaper.finish(to: &text)
            if kind == .reasoning { tellReasoning(number) } else { _ = search(number) }
        }
    }

    /// The text broke off: what was held is told as it is.
    mutating func abandonText(_ number: Int) {
        endNativeCalls(isCut: true, number)
        choices[number].parser?.abandon(into: &batch)
        tellBatch(number)
        tellHeldCalls(number)
    }

    private mutating func collect(logprobs: UnsafeRawBufferPointer, _ number: Int) {
        guard let content = (try? JSONValue(parsing: logprobs))?["content"]?.arrayValue else { return }
        for element in content {
            if !choices[number].logprobs.isEmpty { choices[number].logprobs.append(UInt8(ascii: ",")) }
            element.append(to: &choices[number].logprobs)
        }
    }
}
