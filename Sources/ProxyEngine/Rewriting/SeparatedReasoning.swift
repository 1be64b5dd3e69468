/// Reasoning that the backend separated itself, as long as it may hold the answer's only call.
///
/// Some models call a tool without having closed their reasoning. A backend that takes reasoning apart finds no end of it
/// then, and the call becomes a part of it that nobody looks at.
struct SeparatedReasoning {
    private static let maximumBytes = 1 << 20

    private(set) var bytes: [UInt8] = []
    /// Where it begins in the answer's text.
    private(set) var start = 0
    /// There is an answer besides, or too much of it to be kept.
    private(set) var isOver = false

    /// `place`: where `new` stands in the answer's text.
    mutating func append(_ new: UnsafeRawBufferPointer, at place: Int) {
        guard !isOver else { return }
        if bytes.isEmpty { start = place }
        guard place == start + bytes.count, bytes.count + new.count <= Self.maximumBytes else { return giveUp() }
        bytes.append(contentsOf: new)
    }

    mutating func giveUp() {
        isOver = true
        bytes = []
    }
}
