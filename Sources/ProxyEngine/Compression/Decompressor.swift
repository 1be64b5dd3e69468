import CCompression

/// Undoes one coding, piece by piece.
package final class Decompressor {
    private static let pieceSize = 64 << 10

    /// What beginning anew counts as.
    private static let memberCost = 4 << 10

    package let coding: ContentCoding
    private let limit: Int
    private var decoder: OpaquePointer?
    private var piece = [UInt8](repeating: 0, count: Decompressor.pieceSize)
    private var count = 0
    /// The data has come to its end, as the coding tells it.
    private var isWhole = false
    private var hasBegun = false
    /// More comes out without anything more going in.
    package private(set) var hasMore = false

    /// `limit`: bytes, decoded.
    package init(_ coding: ContentCoding, limit: Int) throws(CodingProblem) {
        self.coding = coding
        self.limit = limit
        decoder = cc_open(Self.name(coding))
        if decoder == nil { throw .unknown(coding.rawValue) }
    }

    deinit { cc_close(decoder) }

    private static func name(_ coding: ContentCoding) -> cc_coding {
        switch coding {
        case .gzip: CC_GZIP
        case .deflate: CC_DEFLATE
        case .zstd: CC_ZSTD
        case .brotli: CC_BROTLI
        }
    }

    /// Takes more of the coded data and hands on what it says, until about `slice` bytes are out. Returns how many it has
    /// taken.
    @discardableResult
    package func decode(
        _ bytes: UnsafeRawBufferPointer, atMost slice: Int = .max, to take: (UnsafeRawBufferPointer) -> Void
    ) throws(CodingProblem) -> Int {
        var rest = bytes
        var out = 0
        while true {
            // Members without any content cost something too.
            guard out < slice else { return bytes.count - rest.count }
            if isWhole {
                guard !rest.isEmpty else { return bytes.count }
                out += Self.memberCost
                try beginAnother()
            }
            guard let decoder else { throw .damaged(coding) }
            var (taken, written) = (0, 0)
            let state = piece.withUnsafeMutableBufferPointer { out -> cc_state in
                guard let start = out.baseAddress else { return CC_BROKEN }
                let input = rest.bindMemory(to: UInt8.self).baseAddress
                return cc_decode(decoder, input, rest.count, &taken, start, out.count, &written)
            }
            hasBegun = hasBegun || taken > 0
            guard state != CC_BROKEN else { throw .damaged(coding) }
            guard written <= limit - count else { throw .tooLong }
            count += written
            out += written
            hasMore = state == CC_FULL
            if written > 0 { piece.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<written])) } }
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if state == CC_END {
                isWhole = true
            } else if taken == 0 && written == 0 {
                // A decoder that wants more than it was given has taken all of it.
                guard rest.isEmpty else { throw .damaged(coding) }
                hasMore = false
                return bytes.count
            } else if state == CC_HUNGRY && rest.isEmpty {
                return bytes.count
            }
        }
    }

    /// The data has been handed over. Nothing at all is as good as the coding of nothing.
    package func finish() throws(CodingProblem) {
        guard isWhole || !hasBegun else { throw .cut(coding) }
    }

    /// gzip and zstd may be several one after the other.
    private func beginAnother() throws(CodingProblem) {
        guard coding == .gzip || coding == .zstd else { throw .damaged(coding) }
        cc_close(decoder)
        decoder = cc_open(Self.name(coding))
        isWhole = false
    }
}
