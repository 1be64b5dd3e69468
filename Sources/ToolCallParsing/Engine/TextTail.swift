/// The last two characters that were read, white space left out.
struct TextTail: Sendable {
    private(set) var last: UInt8 = 0
    private var beforeLast: UInt8 = 0

    mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let text = UnsafeRawBufferPointer(rebasing: bytes)
        var end = text.count - 1
        while end >= 0, text[end].isJSONWhitespace { end -= 1 }
        guard end >= 0 else { return }
        var before = end - 1
        while before >= 0, text[before].isJSONWhitespace { before -= 1 }
        beforeLast = before >= 0 ? text[before] : last
        last = text[end]
    }

    var isEmpty: Bool { last == 0 }

    /// What follows is an element of an array or object that was begun before: data, however much it looks like a call.
    var isInData: Bool {
        switch last {
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): true
        case UInt8(ascii: ","): "}]\"".utf8.contains(beforeLast)
        default: false
        }
    }
}
