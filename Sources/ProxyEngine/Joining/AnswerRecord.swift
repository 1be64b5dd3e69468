import Monitoring

/// What has been sent of an answer, so that who joins late gets it from the beginning. Bounded: see ``limit``.
package struct AnswerRecord: Sendable {
    /// Bytes that are kept: some thousands of tokens as a stream.
    package static let limit = 2 << 20

    private var bytes: [UInt8] = []
    /// Places count from the beginning of the answer.
    package private(set) var start = 0
    /// Nothing more is kept.
    package private(set) var isClosed = false

    package init() {}

    package var end: Int { start + bytes.count }
    package var count: Int { bytes.count }
    /// Holds everything from the beginning.
    package var isWhole: Bool { start == 0 && !isClosed }

    package mutating func append(_ new: UnsafeRawBufferPointer) {
        if !isClosed { bytes.appendSparingly(new) }
    }

    /// Forgets what comes before `place`; what is kept gives way in large pieces, because the rest moves up.
    package mutating func drop(before place: Int) {
        let count = min(max(0, place - start), bytes.count)
        guard count >= Self.limit / 2 || count == bytes.count else { return }
        bytes.removeFirst(count)
        start += count
    }

    /// Nobody will ever want it.
    package mutating func close() {
        isClosed = true
        start = end
        bytes = []
    }

    /// At most so many bytes from `place`, which must not lie before ``start``.
    package func slice(from place: Int, atMost count: Int) -> ArraySlice<UInt8> {
        let begin = min(max(0, place - start), bytes.count)
        return bytes[begin..<min(bytes.count, begin + max(0, count))]
    }
}
