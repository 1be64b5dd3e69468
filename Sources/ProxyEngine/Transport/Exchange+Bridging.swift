import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A client that speaks another protocol than the backend.
extension Exchange {
    /// What its answers are written with.
    func answerContext(_ bridged: BridgedRequest) -> AnswerContext {
        let time = Date().timeIntervalSince1970
        let received = request.receivedAt
        var context = AnswerContext(
            model: bridged.conversation.model, names: bridged.names, created: Int(time),
            createdText: CivilTime(time).iso8601, newID: { $0 + CallID.make().dropFirst(5) },
            elapsed: { Moment.now.nanoseconds(since: received) })
        context.allowsParallelCalls = bridged.conversation.allowsParallelCalls ?? true
        return context
    }

    /// Decides in which protocol the backend is asked.
    func settleWire() {
        guard let bridged else { return }
        let wasNative = isNative
        isNative = backend.isAskedNatively(bridged)
        // In other protocols' streams no comment may stand.
        if isNative { machine.answerIsHeld() }
        if isNative != wasNative { setEdge() }
    }

    /// Lets the client's connection turn what it gets into what the client speaks.
    func setEdge() {
        client.edge = bridged.flatMap { bridged in
            isNative ? nil : ClientEdge(bridged, context: answerContext(bridged), requestID: request.requestID)
        }
    }

    /// Nothing is asked: the answer says that the model is there, and no backend is troubled.
    func answerEmpty(_ bridged: BridgedRequest) {
        guard let answer = bridged.wire.emptyBody?(bridged.conversation, answerContext(bridged)) else { return }
        let isStream = bridged.conversation.wantsStream
        let body = answer.bytes + (isStream ? [0x0A] : [])
        status = 200
        bytesOut += body.count
        release()
        reportEnd()
        client.edge = nil
        client.answer(
            status: 200,
            fields: [
                ("Content-Type", isStream ? bridged.wire.streamType : "application/json"),
                ("X-Request-Id", request.requestID),
            ], body: body)
    }
}

extension Backend {
    /// Whether a request goes to it as the client wrote it.
    fileprivate func isAskedNatively(_ bridged: BridgedRequest) -> Bool {
        switch configuration.wire {
        case .native: return true
        case .bridge: return false
        case .automatic:
            // Ollama knows its own options, of which chat completions have no word; calls that its parser leaves in the text
            // are found on the bridge only.
            let isOllamas = bridged.wire.id == .ollamaChat || bridged.wire.id == .ollamaGenerate
            guard kind == .ollama, isOllamas else { return false }
            return bridged.conversation.tools.isEmpty || !bridged.conversation.leftOut.isEmpty
        }
    }
}
