/// The body of a request as it came, perhaps in a coding: a few bytes can mean as many as a body may have.
struct CodedBody: Sendable {
    /// Decoded bytes that may be there before they are entered.
    private static let sliceBytes = 256 << 10

    let bytes: [UInt8]
    /// `nil`: the bytes are what they mean.
    let coding: ContentCoding?
    /// Bytes, decoded.
    let limit: Int
    let ledger: MemoryLedger

    /// What is meant. It is entered while it is being undone, by whatever thread.
    func decoded() throws(ProxyError) -> [UInt8] {
        guard let coding else { return bytes }
        let charge = MemoryCharge(ledger)
        var body: [UInt8] = []
        do throws(CodingProblem) {
            let decompressor = try Decompressor(coding, limit: limit)
            var taken = 0
            while taken < bytes.count || decompressor.hasMore, charge.grow(to: body.capacity + Self.sliceBytes) {
                taken += try bytes[taken...].withUnsafeBufferPointer { part throws(CodingProblem) in
                    try decompressor.decode(UnsafeRawBufferPointer(part), atMost: Self.sliceBytes) {
                        body.append(contentsOf: $0)
                    }
                }
            }
            if taken == bytes.count, !decompressor.hasMore {
                try decompressor.finish()
                return body
            }
        } catch {
            throw .unreadableBody(error, limit: limit)
        }
        throw .memoryFull(limit: ledger.limit ?? limit)
    }
}
