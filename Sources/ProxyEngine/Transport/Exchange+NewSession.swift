import Monitoring
import NIOCore
import Synchronization

/// `/new`: purges if so set, and answers with the session's banner.
extension Exchange {
    func answerNewSession() {
        let operations = shared.operations
        let index = attempt.backendIndex
        let purges = configuration.purgesOnNew
        // Other conversations are to keep what is theirs.
        let tokens = shared.engine.memory.withLock { $0.lengths.tokens(of: poolRequest.keys) }
        let bound = NIOLoopBound(self, eventLoop: shared.loop)
        armTimer()
        Task {
            let purged = purges ? await operations.purge(index, .conversation(tokens: tokens)) : nil
            bound.eventLoop.execute { bound.value.sendBanner(purged) }
        }
    }

    private func sendBanner(_ purged: ControlResult?) {
        guard machine.phase != .ended, let chat else { return }
        let report = backend.report
        let model = configuration.modelName.isEmpty ? report.model ?? chat.model : configuration.modelName
        let text = NewSession.banner(model: model, backend: report, purge: purged)
        let body = NewSession.body(
            text: text, model: model, id: request.requestID, created: Int(WallClock.now()), chat: chat)
        if machine.commitment == .nothing {
            status = 200
            let type = chat.wantsStream ? "text/event-stream" : "application/json"
            client.sendHead(
                status: 200,
                fields: [
                    ("Content-Type", type), ("X-Request-Id", request.requestID),
                    ("X-Llama-Stream-Top", "new-session"),
                ], length: .known(body.count))
        }
        bytesOut += body.count
        body.withUnsafeBytes { client.sendBody($0) }
        release()
        reportEnd()
        client.endAnswer()
    }
}
