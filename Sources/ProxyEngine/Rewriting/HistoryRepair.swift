import ToolCallParsing
import WireFormats

/// Puts right the calls in the history that a client sends back: backends answer every later turn with an error where the
/// arguments of an earlier call are not a string that holds a JSON object.
struct HistoryRepair {
    /// What is to stand in the body instead.
    private(set) var splices: [Splice] = []

    init(_ outline: ConversationOutline, in bytes: UnsafeRawBufferPointer) {
        for call in outline.calls { look(at: call.range, bytes) }
    }

    private mutating func look(at call: Range<Int>, _ bytes: UnsafeRawBufferPointer) {
        var inside = JSONCursor(bytes, at: call.lowerBound)
        guard inside.enterObject() else { return }
        var hasType = false
        while let key = inside.nextKey(), let value = inside.skipValue() {
            if bytes.equals("type", in: key) { hasType = true }
            if bytes.equals("function", in: key) { lookAtFunction(bytes, value) }
        }
        if !hasType {
            let start = call.lowerBound + 1
            splices.append(Splice(range: start..<start, text: Array("\"type\":\"function\",".utf8)))
        }
    }

    private mutating func lookAtFunction(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var cursor = JSONCursor(bytes, at: range.lowerBound)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            guard bytes.equals("arguments", in: key), let repaired = Self.repaired(bytes, value) else { continue }
            splices.append(Splice(range: value, text: JSONValue.string(repaired).bytes))
        }
    }

    /// The arguments as they should be; `nil`: they are so.
    private static func repaired(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String? {
        guard bytes[range.lowerBound] == UInt8(ascii: "\"") else {
            // An object in the place of its text; null, or anything else.
            let isObject = bytes[range.lowerBound] == UInt8(ascii: "{")
            return isObject ? bytes.text(range) : "{}"
        }
        let text = JSONString.unescaped(bytes.inside(range))
        if case .object = try? JSONValue(parsing: text) { return nil }
        return JSONRepair.object(text) ?? "{}"
    }
}
