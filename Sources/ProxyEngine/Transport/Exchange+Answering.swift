import Monitoring
import NIOCore
import NIOHTTP1
import WireFormats

/// The way back: the backend's answer, translated or as it is, to the client.
extension Exchange: UpstreamReceiver {
    func upstreamHead(_ head: HTTPResponseHead) {
        status = Int(head.status.code)
        report(.firstByte)
        guard beginDecoding(head) else { return }
        let isElsewhere = Self.isTurnedAway(status) && shared.engine.isPool && mayGoElsewhere
        noteAnswer()
        switch machine.upstreamHead(status: status, mayGoElsewhere: isElsewhere, at: now) {
        case .forward: forward(head)
        case .hold:
            attempt.heldHead = head
            attempt.heldBody.clear()
        }
        armTimer()
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        if wireUse != .read, let decoding = attempt.decoding { decoding.receive(bytes) } else { take(bytes) }
    }

    func upstreamReadComplete() {
        // It is told of when it is back.
        guard attempt.away == nil else { return }
        let now = now
        passOnArrived()
        machine.upstreamBytes(at: now)
        flushOutput(at: now)
        guard machine.phase != .ended else { return }
        measure(at: now)
        reportProgress(at: now)
        if timer == nil { armTimer() }
    }

    func upstreamEnded() {
        if delays(.whole) { return }
        attempt.connection = nil
        guard attempt.decoding?.finish() != false else { return }
        if let head = attempt.heldHead {
            if judge(head) { return }
        }
        passOnArrived()
        sendPassedHead()
        open(isOver: true)
        if finishBesideLoop() { return }
        translator?.finish(.complete, into: &output)
        completeAnswer()
    }

    /// All of the backend's answer has been read.
    func completeAnswer() {
        if refuse() { return }
        if isHeld { sendHeldAnswer() }
        flushOutput(at: now)
        // A client that has left may be found out by the very last bytes.
        guard machine.phase != .ended else { return }
        measure(at: now)
        isAnswered = true
        release()
        endAnswer(reportEnd())
    }

    func upstreamFailed(_ problem: UpstreamProblem) {
        if delays(.failed(problem)) { return }
        attempt.connection = nil
        if let head = attempt.heldHead {
            if isTurnedAway(head) { return }
            // An error cut short is still the backend's error.
            release(held: head)
            sendPassedHead()
        }
        if passedHead == nil { passOnArrived() }
        switch machine.upstreamFailed(wasStale: problem.isStale && canSendAgain, isOwnStream: translator != nil) {
        case .retry: connectFresh()
        case .answer, .endStream, .cut:
            if isBlocked, machine.hasKeptWaiting(at: now) { return fail(.clientTooSlow(backend.address, problem)) }
            noteFailure(problem)
            if !turnToAnotherBackend(problem.reason) { fail(.backend(backend.address, problem)) }
        case .ignore: return
        }
    }

    // MARK: Heads

    /// Sends the backend's head on, as the body's reader wants it.
    private func forward(_ head: HTTPResponseHead) {
        // It will not be sent again.
        if case .whole = body { body = .whole(ByteBuffer()) }
        charge.set(received.count)
        let contentType = head.headers.first(name: "content-type")
        guard translator != nil, !isPassedThrough || ContentCoding.told(head.headers["content-encoding"]) == .plain
        else {
            translator = nil
            return passOn(head, contentType)
        }
        if !isPassedThrough && (200..<300).contains(status) {
            opening = (head, AnswerOpening(contentType: contentType))
        } else {
            begin(head, contentType)
        }
    }

    /// It is known what the answer is: what is translated begins.
    func begin(_ head: HTTPResponseHead, _ contentType: String?) {
        let isCommitted = machine.commitment == .eventStream
        guard let answer = translator?.begin(status: status, contentType: contentType, isCommitted: isCommitted)
        else { return }
        hasBegun = true
        responseFields = HeaderForwarding.response(
            head.headers.lazy.map { ($0.name, $0.value) }, replacesContent: answer.contentType != nil)
        if !isPassedThrough { responseFields.removeAll { $0.name.lowercased() == "content-encoding" } }
        let isEventStream = Self.isEventStream(answer.contentType ?? contentType)
        isUntouched = answer.contentType == nil && isPassedThrough
        isRawEventStream = isUntouched && isEventStream
        if isCommitted {
            status = 200
            return
        }
        guard answer.streams else {
            isHeld = true
            machine.answerIsHeld()
            return
        }
        sendHead(answer, length: .unknown)
        machine.headSent(streams: isEventStream)
    }

    func sendHead(_ answer: TranslatedHead, length: ResponseWriter.BodyLength) {
        status = answer.status
        var fields = responseFields
        if let type = answer.contentType { fields.append(("Content-Type", type)) }
        if Self.isEventStream(answer.contentType) {
            fields.removeAll { ["cache-control", "x-accel-buffering"].contains($0.name.lowercased()) }
            fields += Self.eventStreamFields
        }
        sendHead(
            status: status, fields: fields + ownFields, length: length,
            isEventStream: Self.isEventStream(answer.contentType))
    }

    /// Opens a 200 event stream before the backend has said anything.
    func openEventStream() {
        status = 200
        let fields: [HeaderForwarding.Field] = [("Content-Type", "text/event-stream")] + Self.eventStreamFields
        sendHead(status: 200, fields: fields + ownFields, length: .unknown, isEventStream: true)
    }

    private static let eventStreamFields: [HeaderForwarding.Field] = [
        ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"),
    ]

    private var ownFields: [HeaderForwarding.Field] {
        let rewrites = translator?.rewrites ?? []
        let summary = rewrites.isEmpty ? configuration.streamMode.rawValue : rewrites.joined(separator: ", ")
        return [("X-Request-Id", request.requestID), ("X-Llama-Stream-Top", summary)]
    }

    static func isEventStream(_ contentType: String?) -> Bool {
        contentType?.lowercased().hasPrefix("text/event-stream") ?? false
    }

    // MARK: Bodies

    private func sendHeldAnswer() {
        guard let answer = translator?.headAtFinish else { return }
        isHeld = false
        sendHead(answer, length: .known(output.count))
        machine.headSent(streams: false)
    }

    /// Memory that is kept for what comes next.
    private static let keptCapacity = 16 << 10

    func flushOutput(at now: Moment) {
        if translator != nil {
            guard !isHeld, !output.isEmpty else {
                // A head alone goes out at once.
                if !isHeld { flushClient() }
                return
            }
            output.withUnsafeBytes {
                sendBody($0)
                takeDown($0, .toClient)
                noteOutput($0)
            }
            output.removeAll(keepingCapacity: output.capacity <= Self.keptCapacity)
        }
        flushClient()
        if hasNewOutput {
            hasNewOutput = false
            machine.outputSent(at: now, atBoundary: endsEvent)
        }
    }

    /// Remembers how the output ends: a comment of ours may only stand where an event has ended.
    func noteOutput(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        hasNewOutput = true
        bytesOut += bytes.count
        endsEvent = Self.endsWithEmptyLine(bytes)
    }

    private static func endsWithEmptyLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let count = bytes.count
        guard count >= 2, bytes[count - 1] == 0x0A else { return false }
        if bytes[count - 2] == 0x0A { return true }
        return count >= 4 && bytes[count - 2] == 0x0D && bytes[count - 3] == 0x0A && bytes[count - 4] == 0x0D
    }

    /// An answer that is collected takes memory as it came, and once more as it goes on.
    func collected(_ count: Int) {
        collectedBytes += count
        if !charge.grow(to: received.count + 2 * collectedBytes) { fail(memoryFull) }
    }

    // MARK: Errors after which the backend is asked again

    func hold(_ bytes: ByteBuffer) {
        var bytes = bytes
        attempt.heldBody.writeBuffer(&bytes)
        guard attempt.heldBody.readableBytes > StreamPlan.maximumRefusalBytes, let head = attempt.heldHead else {
            return
        }
        release(held: head)
    }

    /// The held error is none that can be helped: it goes on to the client.
    private func release(held head: HTTPResponseHead) {
        attempt.heldHead = nil
        _ = machine.judged(asksAgain: false, at: now)
        forward(head)
        take(attempt.heldBody)
    }

    /// `true`: the backend is asked again, without streaming or with a shorter prompt.
    private func judge(_ head: HTTPResponseHead) -> Bool {
        guard let chat, var ask, askDifferently(&ask) else {
            if isTurnedAway(head) { return true }
            release(held: head)
            return false
        }
        attempt.heldHead = nil
        _ = machine.judged(asksAgain: true, at: now)
        prepare(chat, ask: ask)
        connect()
        return true
    }

    /// Whether the held error says what to ask for instead.
    private func askDifferently(_ ask: inout StreamPlan) -> Bool {
        if ask.mayRepeatUnstreamed, StreamPlan.isRefusal(status: status, body: attempt.heldBody.readableBytesView) {
            backend.isRefusingStreamedTools = true
            ask = StreamPlan(upstream: .unstreamed, mayRepeatUnstreamed: false)
            return true
        }
        return isShortenedAfterOverflow()
    }

    // MARK: Errors

    /// How the client's answer ends after an error.
    enum Delivery {
        case answer(ProxyError)
        case end
        case cut
    }

    /// Writes what the client is to get of `error`, as far as it depends on what it has got already.
    func deliver(_ error: ProxyError) -> Delivery {
        if hasBegun { translator?.finish(.failed(error), into: &output) }
        switch machine.commitment {
        case .nothing:
            output.removeAll()
            status = error.status
            return .answer(error)
        case .eventStream, .head:
            guard !isUntouched || isRawEventStream && endsEvent else { return .cut }
            if hasBegun && !isUntouched && translator != nil {
                flushOutput(at: now)
            } else {
                error.streamEnd(for: client.edge == nil ? request.wire : .chat).withUnsafeBytes {
                    sendBody($0)
                    takeDown($0, .toClient)
                }
            }
            return .end
        }
    }

    func close(_ delivery: Delivery, _ failure: RequestFailure) {
        switch delivery {
        case .answer(let error): endAnswer(error)
        case .end: endAnswer(failure)
        case .cut: cutAnswer(failure)
        }
    }
}
