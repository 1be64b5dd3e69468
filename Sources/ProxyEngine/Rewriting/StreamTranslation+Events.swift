import WireFormats

/// The events of a stream as they come out of the framing.
extension StreamTranslation: ServerSentEventReader {
    mutating func read(_ event: ServerSentEvent) {
        guard !isEnded else { return }
        switch event.kind {
        case .comment:
            prefill = UsageFacts.prefill(comment: event.payload) ?? prefill
            guard delivery == .events else { return }
            output.append(contentsOf: event.payload)
            output.append("\n\n")
        case .error: readError(event.payload)
        case .data:
            if event.payload.equals("[DONE]", in: 0..<event.payload.count) {
                done()
            } else {
                chunksIn += 1
                read(chunk: event.payload, raw: event.raw)
            }
        }
    }

    mutating func readOverlongEvent() {
        let error = ProxyError.overlongEvent
        fail(ErrorObject.of(error), error.failure)
    }
}
