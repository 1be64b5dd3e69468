/// The last two characters that were read, white space left out.
struct TextTail: Sendable {
    private(set) var last: UInt8 = 0
    private var beforeLast: UInt8 = 0

    mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let text = UnsafeRawBufferPointer(rebasing: bytes)
        if text.count > 1, !text[text.count - 1].isJSONWhitespace, !text[text.count - 2].isJSONWhitespace {
            last = text[text.count - 1]
            beforeLast = text[text.count - 2]
            return
        }
        guard let end = bytes.lastIndex(where: { !$0.isJSONWhitespace }) else { return }
        beforeLast = bytes[..<end].last { !$0.isJSONWhitespace } ?? last
        last = bytes[end]
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
