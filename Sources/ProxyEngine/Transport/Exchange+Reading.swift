import Monitoring
import NIOCore
import NIOHTTP1

/// What is read of the backend's answer: its coding is undone, its first bytes tell what it is.
extension Exchange {
    /// The client gets the bytes as they are, and the monitor looks on.
    var isPassedThrough: Bool { ask?.upstream == .unchanged }

    /// `false`: nothing here can undo the coding that the head names; the request has ended.
    func beginDecoding(_ head: HTTPResponseHead) -> Bool {
        // On another route it has been undone already.
        guard wireUse != .read else { return true }
        attempt.decoding = nil
        guard translator != nil, !isPassedThrough else { return true }
        return beginDecoding(head, for: self) { [unowned self] in take(ByteBuffer(bytes: $0)) }
    }

    func beginDecoding(
        _ head: HTTPResponseHead, for receiver: any UpstreamReceiver,
        to take: @escaping (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        do throws(CodingProblem) {
            attempt.decoding = AnswerDecoding(
                self, receiver,
                try BodyDecoder(
                    ContentCoding.told(head.headers["content-encoding"]), limit: ResponseTranslator.maximumBodyBytes),
                to: take)
            return true
        } catch {
            fail(.unreadableAnswer(backend.address, error))
            return false
        }
    }

    /// Takes bytes of the body as the backend means them.
    func take(_ bytes: ByteBuffer) {
        if attempt.heldHead != nil { return hold(bytes) }
        if attempt.away != nil { return read(bytes) }
        guard translator != nil else {
            arrived.append(bytes)
            return
        }
        guard opening != nil else { return read(bytes) }
        bytes.withUnsafeReadableBytes { opening?.bytes.receive($0) }
        open(isOver: false)
    }

    /// Begins what is translated as soon as it is known what it is.
    func open(isOver: Bool) {
        guard let opening, let reading = opening.bytes.reading(isOver: isOver) else { return }
        self.opening = nil
        begin(opening.head, reading.contentType)
        read(ByteBuffer(bytes: opening.bytes.bytes))
    }

    private func read(_ bytes: ByteBuffer) {
        guard machine.phase != .ended else { return }
        if wireUse != .read { bytes.withUnsafeReadableBytes { takeDown($0, .fromBackend) } }
        if isHeld { collected(bytes.readableBytes) }
        guard machine.phase != .ended, !readsBesideLoop(bytes) else { return }
        bytes.withUnsafeReadableBytes { translator?.receive($0, into: &output) }
        if translator?.refusal != nil { _ = refuse() }
    }

    /// A good answer that cannot be one is an error. `true`: it was, and the request has ended.
    func refuse() -> Bool {
        guard let refusal = translator?.refusal else { return false }
        fail(refusal)
        return true
    }
}
