import Monitoring
import NIOCore
import NIOPosix
import WireFormats

/// Large answers and large events: not read on the loop, so that others do not wait.
extension Exchange {
    /// An event of this size is an exception. What stands in it can cost a hundred times what its bytes do.
    private static let largeEventBytes = 64 << 10

    /// The translator on its way to another thread and back. A box, so that what the translator holds is never copied.
    ///
    /// Unchecked: it holds closures that are not marked as sendable (identifiers, a notice's claim), all of which may be called
    /// from anywhere; and there is one owner at any time, since the exchange gives its own up.
    private final class Reading: @unchecked Sendable {
        var translator: ResponseTranslator?
        let input: [ByteBuffer]
        var output: [UInt8] = []
        var calls: [ToolCallReport] = []

        init(_ input: [ByteBuffer] = []) { self.input = input }

        func receive() {
            for bytes in input { bytes.withUnsafeReadableBytes { translator?.receive($0, into: &output) } }
            calls = translator?.takeCalls() ?? []
        }

        func finish() {
            translator?.finish(.complete, into: &output)
            calls = translator?.takeCalls() ?? []
        }
    }

    /// `bytes` belong to a large event, or come while one is read on another thread: they follow it. `false`: neither.
    func readsBesideLoop(_ bytes: ByteBuffer) -> Bool {
        if attempt.away == nil {
            guard let open = translator?.openEventBytes,
                isHeavyToBegin || open + bytes.readableBytes > Self.largeEventBytes
            else { return false }
            attempt.away = BackendAttempt.Away(waiting: [bytes])
            readOnBesideLoop()
        } else {
            attempt.away?.waiting.append(bytes)
        }
        return true
    }

    /// What is looked for in an answer is made of all the request's tools, of which there may be thousands, with its first
    /// bytes.
    private var isHeavyToBegin: Bool {
        !attempt.hasBeenAway && (reading.outline?.toolBytes ?? received.count) > LoopContext.maximumBytesAtOnce
    }

    private func readOnBesideLoop() {
        let waiting = attempt.away?.waiting ?? []
        attempt.away?.waiting = []
        attempt.hasBeenAway = true
        attempt.connection?.pauseReading()
        run(Reading(waiting)) {
            $0.receive()
        } then: {
            $0.isBack()
        }
    }

    private func isBack() {
        guard attempt.away?.waiting.isEmpty ?? true else { return readOnBesideLoop() }
        let end = attempt.away?.end
        attempt.away = nil
        if refuse() { return }
        upstreamReadComplete()
        guard machine.phase != .ended else { return }
        switch end {
        case nil: matchReading()
        case .whole: upstreamEnded()
        case .failed(let problem): upstreamFailed(problem)
        }
    }

    /// Whether the end of the answer has to wait for what was before it; it is told then.
    func delays(_ end: AnswerDecoding.End) -> Bool {
        if attempt.decoding?.delays(end) == true { return true }
        guard attempt.away != nil else { return false }
        attempt.away?.end = end
        // It is not ours any more.
        attempt.connection = nil
        return true
    }

    /// Translates the end of a large answer on another thread. `false`: it is not large.
    func finishBesideLoop() -> Bool {
        guard let count = translator?.bytesAtEnd, isHeavyToBegin || count > Self.largeEventBytes else {
            return false
        }
        run(Reading()) {
            $0.finish()
        } then: {
            $0.completeAnswer()
        }
        return true
    }

    private func run(
        _ reading: Reading, _ work: @escaping @Sendable (Reading) -> Void, then goOn: @escaping (Exchange) -> Void
    ) {
        let current = connectCount
        swap(&translator, &reading.translator)
        let done = NIOSingletons.posixBlockingThreadPool.runIfActive(eventLoop: shared.loop) { work(reading) }
        done.assumeIsolated().whenComplete { [self] result in
            // The client has left, or was told of an error meanwhile.
            guard machine.phase != .ended, current == connectCount else { return }
            guard case .success = result else {
                // The process ends.
                return fail(.shuttingDown)
            }
            swap(&translator, &reading.translator)
            output += reading.output
            for call in reading.calls { report(.toolCall(call)) }
            goOn(self)
        }
    }
}
