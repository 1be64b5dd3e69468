/// The events of one or more feeds, with the bytes that they refer to.
///
/// Made to be used again: ``removeAll()`` keeps the memory, so that a steady stream costs no allocation.
public struct ParsedBatch: Sendable {
    /// What was found, in order.
    public internal(set) var events: [ParsedEvent] = []
    /// The payloads of the events. An event's `bytes` are a range of this array.
    public internal(set) var bytes: [UInt8] = []

    public init() {}

    /// Forgets everything, keeps the memory.
    public mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The payload `range` as a string; bytes that are no UTF-8 become U+FFFD.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
