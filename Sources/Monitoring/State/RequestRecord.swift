/// One request as the monitor remembers it: its row, and within bounds what it said.
struct RequestRecord: Sendable {
    private(set) var summary: RequestSummary
    /// Without secrets.
    private var headers: [HeaderLine] = []
    /// As it was sent.
    private(set) var body: [UInt8]?
    /// Of the body; `nil` where it holds no conversation.
    private(set) var outline: PromptOutline?
    /// In what the prompt was sent otherwise.
    private var edits = PromptEdits()
    /// With the prompt before it.
    private(set) var comparison: PromptComparison?
    /// Its conversation has a request before it.
    private var goesOn = false
    /// With whose prompt it will be compared when it is known how it is sent.
    private(set) var awaitedPrevious: RequestID?
    private(set) var transcripts: [Int: Transcript] = [:]
    private(set) var pace: ResponsePace?
    private var openCalls: [OpenCall] = []
    /// Bounded apart from the rest: it is much, and the first to go.
    private(set) var wire = WireLog()
    /// The bytes that passed were given up; none are kept from then on.
    private var isWireDropped = false
    /// Bytes of body, transcripts and arguments.
    private(set) var payloadBytes = 0
    /// Body and transcripts were given up to bound memory; none are kept from then on.
    private(set) var isPayloadDropped = false
    /// When the backend last told that it had read more.
    private var lastReadSeconds: Double?
    /// More than the first token was seen to arrive: its time is a true one even where the client waits for the whole.
    private var wasSeenDecoding = false

    /// Larger bodies (images) are not kept: a conversation that fills a large context is about one megabyte.
    static let maximumBodyBytes = 4 << 20
    /// Names, routes and messages are cut here; they come from outside.
    static let maximumTextBytes = 512
    /// Calls of one request that are listed; more come only from a model that runs in circles.
    static let maximumCalls = 256
    /// A call's arguments in the list are cut here; the transcript has them in full.
    static let maximumArgumentBytes = 16 << 10
    /// Runs of messages that were left out.
    static let maximumRanges = 64
    /// Choices whose transcripts are kept.
    static let maximumChoices = 16
    /// Where the payload is not wanted, the body is not even read.
    init(id: RequestID, received: ReceivedRequest, keepsPayload: Bool = true) {
        summary = RequestSummary(id: id, received: received).bounded
        guard keepsPayload else {
            dropPayload()
            return
        }
        headers = received.headers.prefix(HeaderLine.maximumCount).map(\.masked)
        payloadBytes = headers.reduce(0) { $0 + $1.byteCount }
        guard received.body.count <= Self.maximumBodyBytes else { return }
        body = received.body
        payloadBytes += received.body.count
        guard received.kind == .chat || received.kind == .generation else { return }
        let outline = received.body.withUnsafeBytes { PromptOutline($0, received.outline) }
        guard !outline.messages.isEmpty else { return }
        self.outline = outline
        payloadBytes += outline.byteCount
        summary.about = received.body.withUnsafeBytes { RequestSubject.words(outline, $0) }
        summary.agent = received.body.withUnsafeBytes { AgentName.refined(summary.agent, $0, outline) }
            .bounded(to: Self.maximumTextBytes)
    }

    /// The prompt taken apart, as it was sent; `nil` where it is not kept.
    var prompt: PromptContent? {
        guard let body, let outline else { return nil }
        return body.withUnsafeBytes { bytes in
            edits.splices.isEmpty
                ? PromptContent(bytes, outline)
                : PromptContent(SentPrompt(body, outline, edits), of: bytes, outline)
        }
    }

    /// What `read` makes of the prompt; `nil` where it is not kept.
    func readPrompt<Result>(_ read: (UnsafeRawBufferPointer, PromptOutline) -> Result) -> Result? {
        guard let body, let outline else { return nil }
        return body.withUnsafeBytes { read($0, outline) }
    }

    /// Its question is that of `former`.
    mutating func asks(as former: RequestSummary) { summary.asks(as: former) }

    /// It was seen in a slot of its backend.
    mutating func take(slot: Int) { summary.slot = slot }

    /// Takes up what the prompt says about the conversation that it belongs to.
    mutating func take(_ finding: SessionBook.Finding) {
        summary.session = finding.session
        summary.loop = finding.loop
        goesOn = finding.previous != nil
        findBreak()
    }

    private mutating func findBreak() {
        // Where a conversation goes on, a difference costs what the backend had cached of it.
        summary.prefixBreak = goesOn ? comparison.flatMap(PrefixBreak.init) : nil
        comparison?.isOfAnother = goesOn || summary.session == nil ? nil : true
    }

    /// How the prompt is sent will be told: until then it is not compared with that of `previous`.
    mutating func awaitEdits(before previous: RequestID) { awaitedPrevious = previous }

    /// With whose prompt it is or will be compared.
    var previous: RequestID? { awaitedPrevious ?? comparison?.previous }

    /// Compares its prompt with that of `previous`; once more where it is sent otherwise than the client wrote it.
    ///
    /// `sent`: what was sent for `previous`, where that is at hand. Returns what is sent for this one, where it was made.
    @discardableResult
    mutating func compare(with previous: RequestRecord, _ sent: SentPrompt? = nil) -> SentPrompt? {
        awaitedPrevious = nil
        guard let now = sentPrompt, let before = sent ?? previous.sentPrompt else { return nil }
        let found = comparison(now, with: previous, before)
        payloadBytes += found.byteCount - (comparison?.byteCount ?? 0)
        comparison = found
        findBreak()
        return edits.splices.isEmpty ? nil : now
    }

    /// Its prompt beside that of `other`, both as they were sent; `nil` where one of them is not kept.
    func comparison(with other: RequestRecord) -> PromptComparison? {
        guard let now = sentPrompt, let before = other.sentPrompt else { return nil }
        return comparison(now, with: other, before)
    }

    private func comparison(_ now: SentPrompt, with other: RequestRecord, _ before: SentPrompt) -> PromptComparison {
        now.body.withUnsafeBytes { nowBytes in
            before.body.withUnsafeBytes { bytesBefore in
                PromptComparing.compare(
                    side(now, nowBytes), with: other.side(before, bytesBefore), of: other.summary.id)
            }
        }
    }

    private var sentPrompt: SentPrompt? {
        guard let body, let outline else { return nil }
        return SentPrompt(body, outline, edits)
    }

    private func side(_ sent: SentPrompt, _ bytes: UnsafeRawBufferPointer) -> PromptComparing.Side {
        var side = PromptComparing.Side(body: bytes, outline: sent.outline)
        guard let outline, !edits.isEmpty else { return side }
        side.client = (outline, sent.numbers)
        side.leftOut = edits.leftOut
        return side
    }

    /// The body as text; `nil` where it is not kept.
    var text: String? { body.map { String(decoding: $0, as: UTF8.self) } }

    /// What is kept of it, but for the prompt.
    var detail: RequestDetail {
        var detail = RequestDetail(id: summary.id, transcripts: transcripts, pace: pace)
        detail.headers = headers.isEmpty ? nil : headers
        detail.wire = wire.isEmpty ? nil : wire
        detail.openCalls = openCalls.isEmpty ? nil : openCalls
        return detail
    }

    /// Gives up the bytes that passed.
    mutating func dropWire() {
        isWireDropped = true
        wire = WireLog()
    }

    /// Gives up body, transcripts and arguments.
    /// `isPrivate`: nothing that was said is to be known.
    mutating func dropPayload(isPrivate: Bool = false) {
        isPayloadDropped = true
        if isPrivate { summary.about = nil }
        dropWire()
        headers = []
        body = nil
        outline = nil
        edits.splices = []
        comparison = nil
        awaitedPrevious = nil
        transcripts = [:]
        for index in summary.calls.indices { summary.calls[index].arguments = "" }
        payloadBytes = 0
    }

    /// Takes the next step, `at` seconds after the request was received. `nil` where it can no longer count, because
    /// the request has ended.
    mutating func apply(_ step: RequestStep, at seconds: Double) -> RequestChange? {
        guard summary.phase.isRunning else { return nil }
        switch step {
        case .received: return nil
        case .queued(let place):
            if summary.phase == .decode { return nil }
            summary.phase = .queued
            summary.queuePosition = place.position.asCount
            summary.queueHold = place.hold
            summary.expectedStartSeconds = place.seconds?.asMeasure.map { seconds + $0 }
        case .joined(let leader):
            summary.joined = leader
            return RequestChange(hasJoined: true)
        case .adapted(let edits): return take(edits)
        case .sent(let backend):
            if summary.phase != .decode { summary.phase = .prefill }
            summary.backend = backend.bounded(to: Self.maximumTextBytes)
            summary.sentSeconds = seconds
            summary.queuePosition = nil
        case .turned(let backend, let reason): summary.turn(from: backend, reason, at: seconds)
        case .firstByte:
            summary.firstByteSeconds = summary.firstByteSeconds ?? seconds
        case .firstToken: return firstToken(at: seconds)
        case .progress(let progress): return take(progress, at: seconds)
        case .toolCall(let call): return take(call)
        case .finished(let outcome): return end(.done, outcome, at: seconds)
        case .failed(let failure, let outcome):
            summary.failure = failure.bounded
            return end(.failed, outcome, at: seconds)
        case .cancelled(let reason, let outcome):
            summary.cancelReason = reason
            return end(.cancelled, outcome, at: seconds)
        }
        return RequestChange()
    }

    private mutating func take(_ new: PromptEdits) -> RequestChange {
        var new = new
        summary.leftOut = new.leftOut.isEmpty ? nil : Array(new.leftOut.prefix(Self.maximumRanges))
        if body == nil { new.splices = [] }
        payloadBytes += new.byteCount - edits.byteCount
        edits = new
        return RequestChange(hasNewPrompt: previous != nil, hadBreak: summary.prefixBreak != nil)
    }

    private mutating func firstToken(at seconds: Double) -> RequestChange? {
        guard summary.firstTokenSeconds == nil else { return nil }
        summary.phase = .decode
        summary.queuePosition = nil
        summary.firstTokenSeconds = seconds
        return RequestChange(firstTokenSeconds: summary.wantsStream ? seconds : nil)
    }

    private mutating func take(_ progress: RequestProgress, at seconds: Double) -> RequestChange {
        var change = RequestChange()
        let tokens = max(summary.outputTokens, progress.tokens.asCount)
        change.tokens = tokens - summary.outputTokens
        if change.tokens > 0, summary.outputTokens > 0 { wasSeenDecoding = true }
        summary.outputTokens = tokens
        summary.bytesOut = max(summary.bytesOut, progress.bytesOut.asCount)
        summary.heldBytes = progress.heldBytes.asCount
        summary.tokensPerSecond = summary.decodeRate(at: seconds) ?? summary.tokensPerSecond
        if let prefill = progress.prefill?.plausible {
            change.prefilled = max(0, prefill.uncachedProcessed - (summary.prefill?.uncachedProcessed ?? 0))
            if change.prefilled > 0 {
                change.prefillSeconds = max(0, seconds - (lastReadSeconds ?? summary.sentSeconds ?? seconds))
                lastReadSeconds = seconds
            }
            summary.prefill = prefill
        }
        if let pace = progress.pace { take(pace) }
        openCalls = Array(progress.openCalls.prefix(Self.maximumCalls))
        if let delta = progress.wire, !isWireDropped { wire.append(delta) }
        if progress.followsGap {
            for choice in transcripts.keys { transcripts[choice]?.truncate() }
        }
        for delta in progress.transcript {
            change.nearMisses += nearMisses(in: delta)
            keep(delta, followsGap: progress.followsGap)
        }
        change.nearMissesBefore = summary.nearMisses
        summary.nearMisses += change.nearMisses.count
        return change
    }

    private mutating func take(_ new: ResponsePace) {
        pace = new
        summary.firstVisibleSeconds = new.firstVisibleSeconds?.asMeasure
        summary.firstCallSeconds = new.firstCallSeconds?.asMeasure
        summary.lastTokenSeconds = new.lastTokenSeconds?.asMeasure
        summary.heldSeconds = new.heldSeconds.asMeasure
    }

    private func nearMisses(in delta: TranscriptDelta) -> [RequestChange.NearMissReport] {
        delta.parts.compactMap { part in
            guard case .nearMiss(let dialect, let reason) = part.kind else { return nil }
            return .init(dialect: dialect, reason: reason)
        }
    }

    private mutating func keep(_ delta: TranscriptDelta, followsGap: Bool) {
        guard !isPayloadDropped, transcripts[delta.choice] != nil || transcripts.count < Self.maximumChoices else {
            return
        }
        var transcript = transcripts.removeValue(forKey: delta.choice) ?? Transcript()
        payloadBytes -= transcript.byteCount
        if followsGap { transcript.truncate() }
        transcript.append(delta)
        payloadBytes += transcript.byteCount
        transcripts[delta.choice] = transcript
    }

    private mutating func take(_ call: ToolCallReport) -> RequestChange {
        var call = call.bounded
        var change = RequestChange(call: call)
        change.badCallsBefore = summary.calls.count { !$0.isValid }
        summary.repairs += call.repairs.count
        if summary.calls.count < Self.maximumCalls {
            if isPayloadDropped { call.arguments = "" }
            payloadBytes += call.arguments.utf8.count
            summary.calls.append(call)
        }
        return change
    }

    private mutating func end(
        _ phase: RequestSummary.Phase, _ outcome: RequestOutcome, at seconds: Double
    ) -> RequestChange {
        var change = take(outcome.progress, at: seconds)
        let usage = outcome.usage.plausible
        // The outcome's own count came in one piece: it is counted as late, over the time in which it was generated.
        let seen = summary.outputTokens - change.tokens
        let total = usage.completion ?? summary.outputTokens
        change.tokens = min(0, total - seen)
        change.ending = ending(usage, lateTokens: max(0, total - seen), at: seconds)
        if !summary.wantsStream, wasSeenDecoding { change.firstTokenSeconds = summary.firstTokenSeconds }

        summary.phase = phase
        summary.queuePosition = nil
        summary.endedSeconds = seconds
        summary.heldBytes = 0
        summary.usage = usage
        summary.outputTokens = total
        summary.tokensPerSecond = usage.decodeRate ?? summary.decodeRate(at: seconds)
        summary.status = outcome.status > 0 ? outcome.status : nil
        summary.finishReason = outcome.finishReason?.bounded(to: Self.maximumTextBytes)
        summary.backendFinishReason = outcome.backendFinishReason?.bounded(to: Self.maximumTextBytes)
        summary.rewrites = outcome.rewrites.prefix(64).map { $0.bounded(to: Self.maximumTextBytes) }
        summary.promptCut = promptCut
        summary.sentence = RequestSentence.of(summary, at: summary.receivedAt + seconds)
        return change
    }

    private var promptCut: PromptCut? {
        // What we have left out ourselves is told.
        guard let outline, let tokens = summary.usage.prompt, summary.leftOut == nil,
            !summary.rewrites.contains(where: RewriteWord.isLeftOut)
        else { return nil }
        let bytes = (outline.messages + outline.tools).reduce(0) { $0 + $1.span.count }
        // An image is many bytes and few tokens. The prompt is taken apart only where there is a reason to.
        guard let cut = PromptCut(tokens: tokens, bytes: bytes), prompt?.hasAttachments == false else { return nil }
        return cut
    }

    private func ending(_ usage: TokenUsage, lateTokens: Int, at seconds: Double) -> RequestChange.Ending {
        let sent = min(summary.sentSeconds ?? 0, seconds)
        var ending = RequestChange.Ending(promptTokens: usage.prompt ?? 0, lateTokens: lateTokens)
        ending.prefillBegan = seconds - sent
        if let firstToken = summary.firstTokenSeconds, isDecodeVisible(at: seconds) {
            ending.decodeBegan = seconds - min(max(firstToken, sent), seconds)
            ending.prefillEnded = ending.decodeBegan
        } else if let rate = usage.decodeRate, rate > 0 {
            ending.decodeBegan = min(seconds - sent, Double(lateTokens) / rate)
            ending.prefillEnded = ending.decodeBegan
        } else {
            // The response came in one piece: how the time was divided is not known.
            ending.decodeBegan = seconds - sent
            ending.prefillEnded = ending.prefillBegan
        }
        ending.latePrefilled = max(0, uncachedPrompt(usage, over: ending.prefillBegan - ending.prefillEnded) ?? 0)
        return ending
    }

    /// Prompt tokens that had to be read and were not seen being read; `nil` where it is not known.
    private func uncachedPrompt(_ usage: TokenUsage, over duration: Double) -> Double? {
        guard duration > 0 else { return nil }
        let seen = Double(summary.prefill?.uncachedProcessed ?? 0)
        if let prompt = usage.prompt, let cached = usage.cached { return Double(prompt - cached) - seen }
        guard let rate = usage.prefillRate else { return nil }
        return min(rate * duration, Double(usage.prompt ?? .max)) - seen
    }

    /// The first token arrived well before the last: the response was not one piece.
    private func isDecodeVisible(at seconds: Double) -> Bool {
        guard let firstToken = summary.firstTokenSeconds else { return false }
        return wasSeenDecoding || (summary.wantsStream && seconds - firstToken >= RequestSummary.minimumDecodeSeconds)
    }
}

extension PrefillProgress {
    /// Tokens that were work: read, and not from the cache.
    var uncachedProcessed: Int { max(0, processed - cached) }

    fileprivate var plausible: PrefillProgress {
        PrefillProgress(processed: processed.asCount, total: total.asCount, cached: cached.asCount)
    }
}
