/// Where bytes passed.
package enum WireSide: UInt8, Sendable {
    case fromBackend
    case toClient
    /// Came from the backend and went on unchanged.
    case through
}

/// Bytes that passed, and where each piece of them ends.
package struct WirePieces: Equatable, Sendable {
    package struct Mark: Equatable, Sendable {
        package var side: WireSide
        /// Since the request's arrival.
        package var milliseconds: UInt32
        package var count: Int
    }
    package private(set) var bytes: [UInt8] = []
    package private(set) var marks: [Mark] = []

    package init() {}

    package var isEmpty: Bool { marks.isEmpty }

    package mutating func append(_ new: UnsafeRawBufferPointer, _ side: WireSide, milliseconds: UInt32) {
        guard !new.isEmpty else { return }
        bytes.appendSparingly(new)
        if let last = marks.indices.last, marks[last].side == side, marks[last].milliseconds == milliseconds {
            marks[last].count += new.count
        } else {
            marks.append(Mark(side: side, milliseconds: milliseconds, count: new.count))
        }
    }

    /// `true`: `new` is what came from the backend last, and that is marked as passed through.
    mutating func passThrough(_ new: UnsafeRawBufferPointer) -> Bool {
        guard let last = marks.last, last.side == .fromBackend, last.count == new.count else { return false }
        let isSame = bytes.withUnsafeBytes { old in
            old[(old.count - new.count)...].elementsEqual(new)
        }
        if isSame { marks[marks.count - 1].side = .through }
        return isSame
    }

    /// Drops whole pieces from the front while more than `limit` bytes are left. Returns how many bytes that were.
    mutating func dropFirst(downTo limit: Int) -> Int {
        var dropped = 0
        var pieces = 0
        while bytes.count - dropped > limit, pieces < marks.count {
            dropped += marks[pieces].count
            pieces += 1
        }
        bytes.removeFirst(dropped)
        marks.removeFirst(pieces)
        return dropped
    }

    mutating func removeAll() {
        // What was taken is shared with its taker; a new buffer is all there is to have.
        bytes = []
        marks = []
    }
}

/// What passed since the last progress.
package struct WireDelta: Equatable, Sendable {
    package var pieces = WirePieces()
    /// Bytes that came after these and were not kept.
    package var skipped = 0
    /// What came after those.
    package var rest = WirePieces()
    package init() {}
    package var isEmpty: Bool { pieces.isEmpty && skipped == 0 && rest.isEmpty }
}

/// Takes down what passes, between two progress events: the beginning, and the end.
package struct WireRecorder {
    /// A stream at three hundred tokens a second writes about as much in the time between two events. There is one for each
    /// stream, and many may be stopped in the middle.
    static let capacity = 16 << 10
    static let maximumTailBytes = 8 << 10
    private var delta = WireDelta()

    package init() {}

    package mutating func append(_ bytes: UnsafeRawBufferPointer, _ side: WireSide, milliseconds: UInt32) {
        let isFull = !delta.rest.isEmpty || delta.skipped > 0
        if side == .toClient, isFull ? delta.rest.passThrough(bytes) : delta.pieces.passThrough(bytes) { return }
        let room = isFull ? 0 : max(0, Self.capacity - delta.pieces.bytes.count)
        delta.pieces.append(
            UnsafeRawBufferPointer(rebasing: bytes.prefix(room)), side, milliseconds: milliseconds)
        if bytes.count > room { keep(bytes.dropFirst(room), side, milliseconds: milliseconds) }
    }

    /// Of what is too much, the end.
    private mutating func keep(
        _ bytes: Slice<UnsafeRawBufferPointer>, _ side: WireSide, milliseconds: UInt32
    ) {
        let end = bytes.suffix(Self.maximumTailBytes)
        if end.count < bytes.count { delta.skipped += delta.rest.dropFirst(downTo: 0) + bytes.count - end.count }
        delta.rest.append(UnsafeRawBufferPointer(rebasing: end), side, milliseconds: milliseconds)
        guard delta.rest.bytes.count > 2 * Self.maximumTailBytes else { return }
        delta.skipped += delta.rest.dropFirst(downTo: Self.maximumTailBytes)
    }

    package mutating func take() -> WireDelta? {
        guard !delta.isEmpty else { return nil }
        defer { delta = WireDelta() }
        return delta
    }
}

/// The bytes of a response as they came from the backend and as they went to the client: the beginning, and the end.
package struct WireLog: Equatable, Sendable {
    /// Some two hundred and fifty events of a stream.
    static let maximumHeadBytes = 64 << 10
    /// The end is where usage and errors stand.
    static let maximumTailBytes = 16 << 10
    /// Pieces of a few bytes each are bounded too.
    static let maximumHeadPieces = 8_000

    package private(set) var head = WirePieces()
    /// Bytes between head and tail that were not kept.
    package private(set) var skipped = 0
    package private(set) var tail = WirePieces()

    package init() {}

    init(head: WirePieces, skipped: Int, tail: WirePieces) {
        self.head = head
        self.skipped = skipped
        self.tail = tail
    }

    package var isEmpty: Bool { head.isEmpty && tail.isEmpty && skipped == 0 }

    /// Bytes that it takes in memory, roughly.
    package var byteCount: Int {
        head.bytes.count + tail.bytes.count
            + (head.marks.count + tail.marks.count) * MemoryLayout<WirePieces.Mark>.stride
    }

    package mutating func append(_ delta: WireDelta) {
        append(delta.pieces)
        // What is not there cannot be the end of what was there before it.
        if delta.skipped > 0 { skipped += tail.dropFirst(downTo: 0) + delta.skipped }
        append(delta.rest)
    }

    private mutating func append(_ pieces: WirePieces) {
        var offset = 0
        pieces.bytes.withUnsafeBytes { bytes in
            for mark in pieces.marks {
                append(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + mark.count]), mark)
                offset += mark.count
            }
        }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer, _ mark: WirePieces.Mark) {
        let fits =
            head.bytes.count + bytes.count <= Self.maximumHeadBytes && head.marks.count < Self.maximumHeadPieces
        if skipped == 0, tail.isEmpty, fits {
            head.append(bytes, mark.side, milliseconds: mark.milliseconds)
            return
        }
        tail.append(bytes, mark.side, milliseconds: mark.milliseconds)
        // Twice as much before the older half goes: no move of all bytes for each piece.
        guard tail.bytes.count > 2 * Self.maximumTailBytes || tail.marks.count > Self.maximumHeadPieces else { return }
        skipped += tail.dropFirst(downTo: Self.maximumTailBytes)
    }
}
