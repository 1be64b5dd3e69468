/// Arrays of bytes that grow by a few bytes for each piece of text, and are emptied after it.
extension [UInt8] {
    /// Appends what lies in memory. `append(contentsOf:)` goes through a generic copy, which costs more than a piece is long.
    @inline(__always)
    mutating func append(copying bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        append(addingCapacity: bytes.count) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                // The buffer has room for just these bytes.
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                count = bytes.count
            }
        }
    }

    @inline(__always)
    mutating func append(copying bytes: Slice<UnsafeRawBufferPointer>) {
        append(copying: UnsafeRawBufferPointer(rebasing: bytes))
    }

    /// Empties it, keeps the memory.
    @inline(__always)
    mutating func clear() {
        if !isEmpty { removeAll(keepingCapacity: true) }
    }
}
