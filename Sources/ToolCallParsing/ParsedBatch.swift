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
        // A piece has an event as a rule: to take it out is cheaper than to replace all by none.
        if events.count == 1 { events.remove(at: 0) } else { events.removeAll(keepingCapacity: true) }
        bytes.clear()
    }

    /// The payload `range` as a string; bytes that are no UTF-8 become U+FFFD.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Appends text, to the last event where it goes on with it.
    mutating func appendText(_ text: UnsafeRawBufferPointer, isReasoning: Bool, span: Range<Int>) {
        guard !text.isEmpty else { return }
        let start = bytes.count
        bytes.append(copying: text)
        guard !events.isEmpty else { return appendText(start..<bytes.count, isReasoning: isReasoning, span: span) }
        switch events.last {
        case .content(let before, let last) where !isReasoning && last.upperBound == span.lowerBound:
            guard before.upperBound == start else { break }
            let joined = before.lowerBound..<bytes.count
            events[events.count - 1] = .content(bytes: joined, span: last.lowerBound..<span.upperBound)
            return
        case .reasoning(let before, let last) where isReasoning && last.upperBound == span.lowerBound:
            guard before.upperBound == start else { break }
            let joined = before.lowerBound..<bytes.count
            events[events.count - 1] = .reasoning(bytes: joined, span: last.lowerBound..<span.upperBound)
            return
        default: break
        }
        appendText(start..<bytes.count, isReasoning: isReasoning, span: span)
    }

    private mutating func appendText(_ range: Range<Int>, isReasoning: Bool, span: Range<Int>) {
        events.append(isReasoning ? .reasoning(bytes: range, span: span) : .content(bytes: range, span: span))
    }

    /// Takes `text` and leaves it empty.
    mutating func appendArguments(_ text: inout [UInt8], call: Int, span: Range<Int>) {
        let start = bytes.count
        if start == 0 {
            // Nothing is copied, and both keep memory to write to.
            swap(&bytes, &text)
        } else {
            bytes.append(contentsOf: text)
            text.clear()
        }
        events.append(.arguments(call: call, bytes: start..<bytes.count, span: span))
    }

    mutating func appendRemoved(_ span: Range<Int>) {
        guard !span.isEmpty else { return }
        if case .removed(let last) = events.last, last.upperBound == span.lowerBound {
            events[events.count - 1] = .removed(span: last.lowerBound..<span.upperBound)
        } else {
            events.append(.removed(span: span))
        }
    }
}
