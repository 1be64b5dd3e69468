/// Undoes the coding of a body: the one that its head names, or one that it has without a word, as its first bytes tell.
package struct BodyDecoder {
    private enum State {
        /// It may be coded; the bytes so far.
        case undecided([UInt8])
        case plain
        case coded(Decompressor)
    }
    private var state: State
    private let limit: Int

    /// `limit`: bytes, decoded.
    package init(_ told: ContentCoding.Told, limit: Int) throws(CodingProblem) {
        self.limit = limit
        switch told {
        case .plain: state = .undecided([])
        case .coded(let coding): state = .coded(try Decompressor(coding, limit: limit))
        case .other(let name): throw .unknown(name)
        }
    }

    /// The body is as it came: nobody need ask again.
    package var isPlain: Bool {
        if case .plain = state { true } else { false }
    }

    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer, to take: (UnsafeRawBufferPointer) -> Void
    ) throws(CodingProblem) {
        switch state {
        case .plain: take(bytes)
        case .coded(let decompressor): try decompressor.decode(bytes, to: take)
        case .undecided(var begun):
            begun.append(contentsOf: bytes)
            state = .undecided(begun)
            let candidates = ContentCoding.marks.filter { begun.starts(with: $0.bytes) || $0.bytes.starts(with: begun) }
            guard let candidate = candidates.first else { return try settle(.plain, begun, to: take) }
            guard begun.count >= candidate.bytes.count else { return }
            try settle(.coded(try Decompressor(candidate.coding, limit: limit)), begun, to: take)
        }
    }

    /// The body has ended.
    package mutating func finish(to take: (UnsafeRawBufferPointer) -> Void) throws(CodingProblem) {
        switch state {
        case .plain: return
        case .undecided(let begun): try settle(.plain, begun, to: take)
        case .coded(let decompressor): try decompressor.finish()
        }
    }

    private mutating func settle(
        _ new: State, _ begun: [UInt8], to take: (UnsafeRawBufferPointer) -> Void
    ) throws(CodingProblem) {
        state = new
        guard !begun.isEmpty else { return }
        let result: Result<Void, CodingProblem> = begun.withUnsafeBytes { bytes in
            do throws(CodingProblem) {
                switch new {
                case .plain, .undecided: take(bytes)
                case .coded(let decompressor): try decompressor.decode(bytes, to: take)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
