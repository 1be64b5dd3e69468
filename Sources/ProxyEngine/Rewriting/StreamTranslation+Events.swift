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

    /// Of an event that has not ended yet.
    var openEventBytes: Int { parser.openEventBytes }
    /// Of texts in all choices.
    var textBytes: Int { choices.reduce(0) { $0 + $1.transcript.rawCount } }

    /// The event that was read had more pieces of calls than one may have, and the answer has ended with it.
    mutating func hasTooManyPieces() -> Bool {
        defer { piecesLeft = nil }
        guard let piecesLeft, piecesLeft < 0 else { return false }
        if delivery == .events { sendReplacement() }
        let error = ProxyError.overmanyPieces
        fail(ErrorObject.of(error), error.failure)
        return true
    }

    mutating func readOverlongEvent() {
        let error = ProxyError.overlongEvent
        fail(ErrorObject.of(error), error.failure)
    }
}
