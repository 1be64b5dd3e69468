/// What a second reading of a call needs: its text, which is kept, and what has been handed out of it, which is not. The
/// latter follows from the former, and is asked for only where a call is damaged.
extension ModelOutputParser {
    /// Notes what a body has read.
    mutating func keepWritten(_ text: RawText, upTo index: Int) {
        guard written.count <= Self.maximumCandidate, cursor - text.base < index else { return }
        written.append(copying: text.bytes[(cursor - text.base)..<index])
    }

    /// Notes what is handed out.
    mutating func noteGiven(_ bytes: [UInt8]) {
        givenCount += bytes.count
        if isGivenRecalled, givenCount <= Self.maximumCandidate { given.append(contentsOf: bytes) }
    }

    mutating func forgetGiven() {
        given = []
        ungivenStart = nil
        doubtStart = nil
        givenCount = 0
        isGivenRecalled = false
    }

    /// Makes `given`: the call is read once more up to `cursor`. What follows, in `text`, is what its reader saw as well.
    mutating func recallGiven(_ text: RawText) {
        guard !isGivenRecalled else { return }
        isGivenRecalled = true
        guard committedCall != nil, let call else { return }
        // What is longer is not read again, and no JSON begins so.
        guard written.count <= Self.maximumCandidate, givenCount <= Self.maximumCandidate else { return given = [0] }
        let begin = cursor - written.count
        let replay = CallReplay(
            written + text.bytes[(cursor - text.base)...], at: begin, isFinal: text.isFinal, upTo: givenCount,
            by: call.origin.makeBody(name: outerName, needsEvidence: false).tellingAtOnce, bodyContext)
        given = replay.given
        ungivenStart = min(begin + replay.rest, doubtStart ?? .max)
    }
}
