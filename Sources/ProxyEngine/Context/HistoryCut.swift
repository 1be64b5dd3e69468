import ToolCallParsing
import WireFormats

/// Which messages of a conversation are left out.
struct HistoryCut: Equatable, Hashable, Sendable {
    /// Indices of messages, in order, with kept ones between them.
    let dropped: [Range<Int>]

    /// `nil` where nothing is dropped.
    init?(dropping indices: some Sequence<Int>) {
        var ranges: [Range<Int>] = []
        for index in indices {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<index + 1
            } else {
                ranges.append(index..<index + 1)
            }
        }
        guard !ranges.isEmpty else { return nil }
        dropped = ranges
    }

    var droppedCount: Int { dropped.reduce(0) { $0 + $1.count } }
    /// The messages that the cut says something about: the first so many. What follows them stays.
    var coveredCount: Int { dropped.last?.upperBound ?? 0 }

    func drops(_ index: Int) -> Bool {
        var (low, high) = (0, dropped.count)
        while low < high {
            let middle = (low + high) / 2
            if dropped[middle].upperBound <= index { low = middle + 1 } else { high = middle }
        }
        return low < dropped.count && dropped[low].contains(index)
    }

    /// Bytes of the marker, about.
    static let markerBytes = 160

    /// What the model reads in the place of what was dropped. The same for the same cut, so that the prompt's beginning
    /// stays the same from turn to turn.
    ///
    /// Its role is the one that keeps users and assistants in turns, which some chat templates insist on.
    func marker(in messages: [ConversationOutline.Message]) -> [UInt8] {
        let before = messages.prefix(dropped.first?.lowerBound ?? 0).last { $0.role != .instructions }
        let count = droppedCount
        let what = count == 1 ? "1 earlier message was" : "\(count) earlier messages were"
        let text = "[\(what) left out here, because the conversation is longer than the model's context.]"
        return JSONValue.object([
            JSONMember(key: "role", value: .string(before?.role == .user ? "assistant" : "user")),
            JSONMember(key: "content", value: .string(text)),
        ]).bytes
    }

    /// The cut as changes of the body; every other byte stays.
    func splices(in messages: [ConversationOutline.Message]) -> [Splice] {
        guard coveredCount < messages.count else { return [] }
        var mark = marker(in: messages) + [UInt8(ascii: ",")]
        return dropped.map { range in
            defer { mark = [] }
            // Up to the message after it, and so with the commas between them.
            let place = messages[range.lowerBound].range.lowerBound..<messages[range.upperBound].range.lowerBound
            return Splice(range: place, text: mark)
        }
    }
}
