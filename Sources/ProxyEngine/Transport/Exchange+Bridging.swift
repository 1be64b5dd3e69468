import Monitoring
import WireFormats

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// In which protocol a backend is asked for a client that speaks another than chat completions, and what becomes of its
/// answer.
enum WireUse {
    /// In chat completions, as all are asked.
    case chat
    /// On its own route for what the client speaks; the answer is read and written anew, for the calls in its text.
    case read
    /// The same, and the answer goes on as it is.
    case untouched
}

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
        context.repeated = bridged.conversation.repeated
        return context
    }

    /// Decides in which protocol the backend is asked.
    func settleWire() {
        guard let bridged else { return }
        let before = wireUse
        wireUse = .chat
        if backend.isAskedNatively(bridged) {
            // Without tools no text is a call, and what is not read loses nothing.
            let mayCall = !bridged.conversation.tools.isEmpty || configuration.undeclaredCalls == .strong
            wireUse = mayCall && chat != nil ? .read : .untouched
        }
        // In other protocols' streams no comment may stand.
        if wireUse == .untouched { machine.answerIsHeld() }
        if wireUse != before { setEdge() }
    }

    /// Lets the client's connection turn what it gets into what the client speaks.
    func setEdge() {
        client.edge = bridged.flatMap { bridged in
            wireUse == .untouched
                ? nil
                : AnswerEdge(
                    from: .chat, to: bridged.wire, wantsStream: bridged.conversation.wantsStream,
                    context: answerContext(bridged), requestID: request.requestID)
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
