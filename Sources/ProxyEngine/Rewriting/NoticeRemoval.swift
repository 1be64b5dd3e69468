import WireFormats

/// Finds the proxy's own notices in the assistant's messages of a history, so that the model never reads them and the
/// prompt begins with the bytes that the backend has cached.
struct NoticeRemoval {
    /// What is to stand in the body instead: nothing.
    private(set) var splices: [Splice] = []

    /// Looks at the message at `range` of `bytes`.
    mutating func look(at bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ extents: JSONExtents? = nil) {
        var cursor = JSONCursor(bytes, at: range.lowerBound, extents)
        guard cursor.enterObject() else { return }
        var content: Range<Int>?
        var isAssistant = false
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            if bytes.equals("role", in: key) { isAssistant = bytes.equals("\"assistant\"", in: value) }
            if bytes.equals("content", in: key) { content = value }
        }
        if isAssistant, let content { look(atContent: content, bytes) }
    }

    private mutating func look(atContent range: Range<Int>, _ bytes: UnsafeRawBufferPointer) {
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "\""):
            guard let found = NoticeText.range(inJSON: bytes.inside(range)) else { return }
            let start = range.lowerBound + 1
            splices.append(Splice(range: start + found.lowerBound..<start + found.upperBound, text: []))
        case UInt8(ascii: "["):
            var cursor = JSONCursor(bytes, at: range.lowerBound)
            guard cursor.enterArray() else { return }
            while cursor.nextElement() {
                guard let part = cursor.skipValue() else { return }
                look(atPart: part, bytes)
            }
        default: return
        }
    }

    private mutating func look(atPart range: Range<Int>, _ bytes: UnsafeRawBufferPointer) {
        var cursor = JSONCursor(bytes, at: range.lowerBound)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            if bytes.equals("text", in: key), bytes[value.lowerBound] == UInt8(ascii: "\"") {
                look(atContent: value, bytes)
            }
        }
    }
}
