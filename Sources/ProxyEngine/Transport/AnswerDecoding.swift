import NIOCore

/// Undoes the coding of a backend's answer, a slice at a time: a few bytes may mean millions, which neither others nor the
/// client's buffers are to wait for. The backend is not read, and the answer's end not told, before all is undone.
final class AnswerDecoding {
    enum End {
        case whole
        case failed(UpstreamProblem)
    }

    /// Decoded bytes that are handed on before others have their turn.
    static let sliceBytes = 128 << 10
    /// What is due is done before the loop looks at any socket: this is longer than what is left to do after a slice.
    private static let turn = TimeAmount.milliseconds(1)

    private let exchange: Exchange
    private let receiver: any UpstreamReceiver
    private let take: (UnsafeRawBufferPointer) -> Void
    private var decoder: BodyDecoder?
    private var isScheduled = false
    private var end: End?

    /// `receiver` hears of each slice and of the end. All of this is kept by the attempt, until the request is over.
    init(
        _ exchange: Exchange, _ receiver: any UpstreamReceiver, _ decoder: BodyDecoder,
        to take: @escaping (UnsafeRawBufferPointer) -> Void
    ) {
        self.exchange = exchange
        self.receiver = receiver
        self.decoder = decoder
        self.take = take
    }

    /// Something has come that is not undone yet.
    var isBehind: Bool { decoder?.isBehind ?? false }

    func receive(_ bytes: ByteBuffer) {
        guard decoder != nil else { return bytes.withUnsafeReadableBytes { take($0) } }
        decode { decoder, take throws(CodingProblem) in
            try bytes.withBytes { part throws(CodingProblem) in try decoder.receive(part, to: take) }
        }
        if !isScheduled, isBehind { slice() }
    }

    /// Whether the end has to wait for what was before it; it is told then.
    func delays(_ end: End) -> Bool {
        guard isBehind else { return false }
        self.end = end
        // It is not ours any more.
        exchange.attempt.connection = nil
        goOnLater()
        return true
    }

    /// `false`: the body has ended too early, and with it the request.
    func finish() -> Bool {
        decode { decoder, take throws(CodingProblem) in try decoder.finish(to: take) }
        decoder = nil
        return exchange.machine.phase != .ended
    }

    /// Undoes more when others have had their turn.
    func goOnLater() {
        guard !isScheduled else { return }
        isScheduled = true
        let bound = NIOLoopBound(self, eventLoop: exchange.shared.loop)
        _ = exchange.shared.loop.scheduleTask(in: Self.turn) { bound.value.goOn() }
    }

    private func goOn() {
        isScheduled = false
        guard isCurrent else { return }
        // Where the client takes nothing, or what came before is still being read, it goes on afterwards.
        guard !exchange.isBlocked, exchange.attempt.away == nil else { return }
        slice()
        guard isCurrent else { return }
        receiver.upstreamReadComplete()
        guard isCurrent, !isBehind else { return }
        switch end {
        case nil: exchange.matchReading()
        case .whole: receiver.upstreamEnded()
        case .failed(let problem): receiver.upstreamFailed(problem)
        }
    }

    private var isCurrent: Bool { exchange.machine.phase != .ended && exchange.attempt.decoding === self }

    private func slice() {
        decode { decoder, take throws(CodingProblem) in try decoder.decode(atMost: Self.sliceBytes, to: take) }
        guard isCurrent, isBehind else { return }
        exchange.attempt.connection?.pauseReading()
        goOnLater()
    }

    private func decode(
        _ work: (inout BodyDecoder, (UnsafeRawBufferPointer) -> Void) throws(CodingProblem) -> Void
    ) {
        // Taken out meanwhile: what is read may end the request.
        guard var decoder else { return }
        self.decoder = nil
        do throws(CodingProblem) {
            try work(&decoder, take)
        } catch {
            if isCurrent { exchange.fail(.unreadableAnswer(exchange.backend.address, error)) }
            return
        }
        if isCurrent, !decoder.isPlain { self.decoder = decoder }
    }
}

extension ByteBuffer {
    fileprivate func withBytes(
        _ work: (UnsafeRawBufferPointer) throws(CodingProblem) -> Void
    ) throws(CodingProblem) {
        let result: Result<Void, CodingProblem> = withUnsafeReadableBytes { bytes in
            do throws(CodingProblem) {
                try work(bytes)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
