/// How much memory requests and answers may take together.
package enum MemoryLimit: Equatable, Sendable {
    /// A quarter of what there is, within reason.
    case automatic
    case bytes(Int)
    case none

    /// At least so much, so that one request of the largest size fits; at most so much, as nobody has use for more.
    private static let automaticBytes: ClosedRange<Int> = 256 << 20...4 << 30

    /// In bytes; `nil`: none. `available`: the memory of the machine, or of the control group that this process is in.
    func bytes(of available: Int?) -> Int? {
        switch self {
        case .none: nil
        case .bytes(let bytes): bytes
        case .automatic:
            min(Self.automaticBytes.upperBound, max(Self.automaticBytes.lowerBound, (available ?? 0) / 4))
        }
    }
}
