extension [UInt8] {
    /// Appends, and takes little more memory than that needs. An array that doubles is quicker to fill, but what is recorded of
    /// streams grows slowly, is kept for long, and there is one for each of them.
    package mutating func appendSparingly(_ bytes: UnsafeRawBufferPointer) {
        reserveSparingly(bytes.count)
        append(contentsOf: bytes)
    }

    mutating func reserveSparingly(_ more: Int) {
        let needed = count + more
        if needed > capacity { reserveCapacity(needed + needed / 8 + 256) }
    }
}
