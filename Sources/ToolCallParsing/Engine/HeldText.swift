/// Text that is held back. What is handed out of it is only skipped, so that nothing has to be moved for each piece.
struct HeldText: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    /// So much that has been skipped is kept at most, or as much as there is besides.
    private static let maximumSkipped = 4096

    var count: Int { bytes.count - start }
    var isEmpty: Bool { bytes.count == start }

    var isWhitespace: Bool { bytes[start...].allSatisfy(\.isJSONWhitespace) }

    @inline(__always)
    mutating func append(_ more: Slice<UnsafeRawBufferPointer>) { bytes.append(copying: more) }

    mutating func skip(_ count: Int) {
        start += count
        if start == bytes.count {
            bytes.clear()
            start = 0
        } else if start > max(Self.maximumSkipped, bytes.count - start) {
            // `removeFirst` takes its time for each byte that goes; this moves the few that stay.
            bytes.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start...])) }
            bytes.removeLast(start)
            start = 0
        }
    }

    func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}
