import Monitoring
import NIOHTTP1
import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the monitor learns.
extension Exchange {
    var receivedFacts: ReceivedRequest {
        let isPassedOn = chat == nil && request.wire != .chat && request.route == .chat
        let kind: RouteKind = isNewSession ? .own : isPassedOn ? .generation : request.route.kind
        // All times are told from the head's arrival on; the body may have taken a while.
        let age = Double(now.nanoseconds(since: request.receivedAt)) / 1e9
        var received = ReceivedRequest(
            time: Date().timeIntervalSince1970 - age, client: request.client, agent: request.agent,
            method: request.head.method.rawValue, route: Redaction.redactedTarget(request.target), kind: kind,
            model: chat?.model ?? "",
            wantsStream: chat?.wantsStream ?? false, toolCount: chat?.tools.count ?? 0,
            messageCount: chat?.messageCount ?? 0, requestID: request.requestID,
            sessionName: SessionHeader.value(in: request.head.headers), body: self.received)
        received.outline = bridged == nil ? chat?.outline : nil
        received.subagent = Subagent(fields: request.head.headers.lazy.map { ($0.name, $0.value) })
        received.headers = request.head.headers.map { HeaderLine(name: $0.name, value: $0.value) }
        received.resentFrom = resend?.original
        return received
    }

    func report(_ step: RequestStep, at moment: Moment? = nil) {
        if request.route == .other {
            // Of what is only passed on, the beginning and the end are of interest.
            switch step {
            case .received, .finished, .failed, .cancelled: break
            case .queued, .adapted, .sent, .turned, .firstByte, .firstToken, .progress, .toolCall, .joined: return
            }
        }
        let event = RequestEvent(id: id, at: (moment ?? now).duration(since: request.receivedAt), step: step)
        shared.engine.publisher.publish(.request(event))
        guard let audience, audience.hasFollowers else { return }
        switch step {
        case .queued, .sent: audience.tell(step)
        default: return
        }
    }

    /// Tells in what the prompt is sent otherwise than the client wrote it; `nil`: it is passed on as it is.
    func tellEdits(_ splices: [Splice]?) {
        // The places count in the client's own body.
        guard let chat, chat.body.count == received.count else { return }
        var edits = PromptEdits(splices: splices ?? [], bodyBytes: received.count)
        if splices != nil { edits.leftOut = fitting?.edit.cut?.dropped ?? [] }
        guard edits != telling.edits, !(edits.isEmpty && telling.edits.isEmpty) else { return }
        telling.edits = edits
        report(.adapted(edits))
    }

    /// Takes down bytes of the answer, of requests that are shown.
    func takeDown(_ bytes: UnsafeRawBufferPointer, _ side: WireSide) {
        guard request.route != .other else { return }
        let milliseconds = now.nanoseconds(since: request.receivedAt) / 1_000_000
        telling.wire.append(bytes, side, milliseconds: UInt32(clamping: milliseconds))
    }

    /// Takes the time after a piece of the answer has been passed on.
    func measure(at now: Moment) {
        guard let reading = translator?.reading else { return }
        let nanoseconds = now.nanoseconds(since: request.receivedAt)
        translator?.stampCalls(at: nanoseconds, heldSince: telling.meter.heldSince)
        telling.meter.note(reading, at: nanoseconds)
    }

    private func pace(at now: Moment) -> ResponsePace? {
        translator == nil ? nil : telling.meter.pace(at: now.nanoseconds(since: request.receivedAt))
    }

    /// Tells what is new; at most so often.
    func reportProgress(at now: Moment) {
        guard request.route != .other else { return }
        if !telling.hasFirstToken, translator?.hasFirstToken ?? (bytesOut > 0) {
            telling.hasFirstToken = true
            report(.firstToken, at: now)
        }
        guard now.nanoseconds(since: telling.lastProgress) >= shared.progressInterval else {
            telling.hasUntold = true
            if !telling.isReminded {
                telling.isReminded = true
                shared.tellsLater(self)
            }
            return
        }
        telling.lastProgress = now
        telling.hasUntold = false
        reportCalls()
        var progress = translator?.takeProgress() ?? RequestProgress(tokens: 0)
        progress.bytesOut = bytesOut
        progress.pace = pace(at: now)
        progress.wire = telling.wire.take()
        if let new = progress.prefill { telling.prefill = new }
        report(.progress(progress))
    }

    /// What was not told because something had been told just before.
    func tellRest(at now: Moment) {
        telling.isReminded = false
        if telling.hasUntold, machine.phase != .ended { reportProgress(at: now) }
    }

    private func reportCalls() {
        guard let calls = translator?.takeCalls() else { return }
        for call in calls { report(.toolCall(call)) }
    }

    /// The answer is complete. Returns what went wrong on the way.
    @discardableResult
    func reportEnd() -> RequestFailure? {
        var failure = translator?.failure
        if failure == nil, status >= 400, request.route != .other {
            failure = RequestFailure(code: "http_\(status)", message: "status \(status)", side: .backend)
        }
        let outcome = outcome()
        if let clientFailure {
            report(.failed(clientFailure, outcome))
        } else if let audience, audience.isClientGone {
            report(.cancelled(.clientLeft, outcome))
        } else if let failure {
            report(.failed(failure, outcome))
        } else {
            report(.finished(outcome))
        }
        if failure == nil { learnTokens(outcome.usage) }
        if failure == nil { learnReasoning() }
        return failure
    }

    private func learnReasoning() {
        guard let translator, let chat, chat.mayOpenReasoning else { return }
        if let begins = translator.beganInReasoning {
            backend.noteReasoning(chat.model, begins: begins)
        } else if translator.closedNothing {
            backend.noteUnclosedReasoning(chat.model)
        }
    }

    func reportFailed(_ failure: RequestFailure) { report(.failed(failure, outcome())) }

    func reportCancelled(_ reason: CancelReason) { report(.cancelled(reason, outcome())) }

    private func outcome() -> RequestOutcome {
        if !telling.hasFirstToken, translator?.hasFirstToken ?? false {
            telling.hasFirstToken = true
            report(.firstToken)
        }
        reportCalls()
        var outcome = translator?.outcome(status: status) ?? RequestOutcome(status: status)
        outcome.progress.bytesOut = bytesOut
        outcome.progress.pace = pace(at: now)
        outcome.progress.wire = telling.wire.take()
        if joinedLeader != nil { outcome.rewrites.append(joinedWord) }
        return outcome
    }
}
