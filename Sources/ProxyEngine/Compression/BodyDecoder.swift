/// Undoes the coding of a body: the one that its head names, or one that it has without a word, as its first bytes tell.
/// Few coded bytes may mean very many: they wait here, and are undone in slices of any size.
package struct BodyDecoder {
    private enum State {
        /// It may be coded; the bytes so far.
        case undecided([UInt8])
        case plain
        case coded(Decompressor)
    }
    private var state: State
    private let limit: Int
    /// Coded bytes, of which so many have been undone.
    private var waiting: [UInt8] = []
    private var taken = 0

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

    /// There is more to be undone of what has come.
    package var isBehind: Bool {
        if case .coded(let decompressor) = state { taken < waiting.count || decompressor.hasMore } else { false }
    }

    /// Takes more of the body. What is not coded is handed on at once.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer, to take: (UnsafeRawBufferPointer) -> Void
    ) throws(CodingProblem) {
        switch state {
        case .plain: take(bytes)
        case .coded: wait(bytes)
        case .undecided(var begun):
            begun.append(contentsOf: bytes)
            let candidates = ContentCoding.marks.filter { begun.starts(with: $0.bytes) || $0.bytes.starts(with: begun) }
            guard let candidate = candidates.first else {
                state = .plain
                return begun.withUnsafeBytes { take($0) }
            }
            guard begun.count >= candidate.bytes.count else { return state = .undecided(begun) }
            state = .coded(try Decompressor(candidate.coding, limit: limit))
            begun.withUnsafeBytes { wait($0) }
        }
    }

    private mutating func wait(_ bytes: UnsafeRawBufferPointer) {
        if taken == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            taken = 0
        }
        waiting.append(contentsOf: bytes)
    }

    /// Undoes what has come, until about so many bytes have been handed on.
    package mutating func decode(
        atMost count: Int, to take: (UnsafeRawBufferPointer) -> Void
    ) throws(CodingProblem) {
        guard case .coded(let decompressor) = state else { return }
        let result: Result<Int, CodingProblem> = waiting.withUnsafeBytes { bytes in
            do throws(CodingProblem) {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
                return .success(try decompressor.decode(rest, atMost: count, to: take))
            } catch {
                return .failure(error)
            }
        }
        taken += try result.get()
    }

    /// The body has ended, and nothing of it waits any more.
    package mutating func finish(to take: (UnsafeRawBufferPointer) -> Void) throws(CodingProblem) {
        switch state {
        case .plain: return
        case .undecided(let begun):
            state = .plain
            if !begun.isEmpty { begun.withUnsafeBytes { take($0) } }
        case .coded(let decompressor): try decompressor.finish()
        }
    }
}
