import Monitoring
import NIOCore
import NIOHTTP1

/// What is read of the backend's answer: its coding is undone, its first bytes tell what it is.
extension Exchange {
    /// The client gets the bytes as they are, and the monitor looks on.
    var isPassedThrough: Bool { ask?.upstream == .unchanged }

    /// `false`: nothing here can undo the coding that the head names; the request has ended.
    func beginDecoding(_ head: HTTPResponseHead) -> Bool {
        decoder = nil
        guard translator != nil, !isPassedThrough else { return true }
        do throws(CodingProblem) {
            decoder = try BodyDecoder(
                ContentCoding.told(head.headers["content-encoding"]), limit: ResponseTranslator.maximumBodyBytes)
            return true
        } catch {
            fail(.unreadableAnswer(backend.address, error))
            return false
        }
    }

    func decode(_ bytes: ByteBuffer) {
        guard var decoder else { return take(bytes) }
        // Taken out meanwhile: what is read may end the request.
        self.decoder = nil
        let problem: CodingProblem? = bytes.withUnsafeReadableBytes { bytes in
            do throws(CodingProblem) {
                try decoder.receive(bytes) { take(ByteBuffer(bytes: $0)) }
                return nil
            } catch {
                return error
            }
        }
        if let problem { return fail(.unreadableAnswer(backend.address, problem)) }
        self.decoder = decoder.isPlain ? nil : decoder
    }

    /// The backend's body has ended. `false`: too early, and with it the request.
    func endDecoding() -> Bool {
        guard var decoder else { return true }
        self.decoder = nil
        do throws(CodingProblem) {
            try decoder.finish { take(ByteBuffer(bytes: $0)) }
            return true
        } catch {
            fail(.unreadableAnswer(backend.address, error))
            return false
        }
    }

    /// Takes bytes of the body as the backend means them.
    func take(_ bytes: ByteBuffer) {
        if attempt.heldHead != nil { return hold(bytes) }
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
        bytes.withUnsafeReadableBytes {
            if wireUse != .read { takeDown($0, .fromBackend) }
            translator?.receive($0, into: &output)
        }
        if isHeld { collected(bytes.readableBytes) }
        if translator?.refusal != nil { _ = refuse() }
    }

    /// A good answer that cannot be one is an error. `true`: it was, and the request has ended.
    func refuse() -> Bool {
        guard let refusal = translator?.refusal else { return false }
        fail(refusal)
        return true
    }
}
