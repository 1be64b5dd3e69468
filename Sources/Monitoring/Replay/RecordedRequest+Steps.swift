import WireFormats

/// What happened to a recorded request, step by step, as the engine told it then.
extension RecordedRequest {
    /// A step and when it was, in seconds since the request was received.
    package struct TimedStep: Sendable {
        package var seconds: Double
        package var step: RequestStep
    }

    /// Between two progress steps, and how many there are at most.
    private static let progressInterval = 0.1
    private static let maximumProgress = 200

    /// All steps in order. `withTexts`: with the texts, as far as they were recorded.
    package func steps(withTexts: Bool = true) -> [TimedStep] {
        var steps = [TimedStep(seconds: 0, step: .received(received))]
        func add(_ seconds: Double, _ step: RequestStep) { steps.append(TimedStep(seconds: seconds, step: step)) }
        if hasWaited { add(0, .queued(QueuePlace(position: 1))) }
        for attempt in failedAttempts {
            add(attempt.endedSeconds, .turned(from: attempt.backend, reason: attempt.reason))
        }
        if let sentSeconds, let backend { add(sentSeconds, .sent(backend: backend)) }
        if let firstTokenSeconds {
            add(firstTokenSeconds, .firstByte)
            add(firstTokenSeconds, .firstToken)
        }
        var rest = result
        if withTexts {
            var running = progress
            rest.progress = running.popLast()?.1 ?? result.progress
            for (seconds, progress) in running { add(seconds, .progress(progress)) }
        }
        rest.progress.tokens = result.progress.tokens
        rest.progress.bytesOut = result.progress.bytesOut
        for call in calls { add(endedSeconds, .toolCall(call)) }
        switch outcome {
        case .finished: add(endedSeconds, .finished(rest))
        case .failed:
            let failure = failure ?? RequestFailure(code: "unknown", message: "", side: .proxy)
            add(endedSeconds, .failed(failure, rest))
        case .cancelled: add(endedSeconds, .cancelled(cancelReason ?? .clientLeft, rest))
        }
        return steps
    }

    /// The texts as they may have come in: evenly over the time in which the model wrote. The last one is due at the end.
    private var progress: [(Double, RequestProgress)] {
        let start = firstTokenSeconds ?? endedSeconds
        let duration = endedSeconds - start
        let count = min(Self.maximumProgress, max(1, Int((duration / Self.progressInterval).rounded(.up))))
        let choices = max(raw.count, messages.count)
        var cutters = (0..<choices).map { choice in
            TranscriptCutter(
                choice: choice, raw: raw.indices.contains(choice) ? raw[choice] : [],
                parts: RecordedTranscript.parts(of: self, choice: choice))
        }
        return (1...count).map { number in
            let share = Double(number) / Double(count)
            var progress = RequestProgress(tokens: Int((Double(result.progress.tokens) * share).rounded()))
            progress.bytesOut = Int((Double(result.progress.bytesOut) * share).rounded())
            for index in cutters.indices {
                let delta = cutters[index].take(upTo: share)
                if !delta.raw.isEmpty || !delta.parts.isEmpty { progress.transcript.append(delta) }
            }
            if number == count { progress.wire = wire }
            return (start + duration * share, progress)
        }
    }

    /// What the log holds of the bytes: the model's text, and the message.
    private var wire: WireDelta? {
        var delta = WireDelta()
        let milliseconds = UInt32(min(endedSeconds * 1000, Double(UInt32.max)))
        func append(_ bytes: [UInt8], _ side: WireSide) {
            let room = max(0, WireLog.maximumHeadBytes / 2 - delta.pieces.bytes.count)
            bytes.prefix(room).withUnsafeBytes { delta.pieces.append($0, side, milliseconds: milliseconds) }
        }
        for text in raw { append(text, .fromBackend) }
        for message in messages { append(message.bytes, .toClient) }
        return delta.isEmpty ? nil : delta
    }
}

/// Hands out a transcript piece by piece.
private struct TranscriptCutter {
    let choice: Int
    let raw: [UInt8]
    private var parts: ArraySlice<TranscriptPart>
    private var position = 0

    init(choice: Int, raw: [UInt8], parts: [TranscriptPart]) {
        self.choice = choice
        self.raw = raw
        self.parts = parts[...]
    }

    /// What lies before the share `share` (0...1) of the text and has not been handed out.
    mutating func take(upTo share: Double) -> TranscriptDelta {
        var end = share >= 1 ? raw.count : Int(Double(raw.count) * share)
        // Not inside a character.
        while end < raw.count, end > position, raw[end] & 0xC0 == 0x80 { end -= 1 }
        end = max(end, position)
        var delta = TranscriptDelta(choice: choice, raw: Array(raw[position..<end]))
        position = end
        while let next = parts.first {
            if next.span.upperBound <= end {
                delta.parts.append(next)
                parts.removeFirst()
                continue
            }
            if let (now, later) = next.cut(at: end) {
                delta.parts.append(now)
                parts[parts.startIndex] = later
            }
            break
        }
        return delta
    }
}

extension TranscriptPart {
    /// Divided at a place of the raw text, where its text is the raw text; `nil` where it cannot be.
    fileprivate func cut(at place: Int) -> (TranscriptPart, TranscriptPart)? {
        guard kind == .content || kind == .reasoning, text.utf8.count == span.count, place > span.lowerBound,
            place < span.upperBound
        else { return nil }
        let bytes = Array(text.utf8)
        let count = place - span.lowerBound
        return (
            TranscriptPart(
                kind, text: String(decoding: bytes[..<count], as: UTF8.self), span: span.lowerBound..<place),
            TranscriptPart(
                kind, text: String(decoding: bytes[count...], as: UTF8.self), span: place..<span.upperBound)
        )
    }
}
