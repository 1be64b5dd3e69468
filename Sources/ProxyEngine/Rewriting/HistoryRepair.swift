import ToolCallParsing
import WireFormats

/// Puts right the calls in the history that a client sends back: backends answer every later turn with an error where the
/// arguments of an earlier call are not a string that holds a JSON object.
struct HistoryRepair {
    /// What is to stand in the body instead.
    private(set) var splices: [Splice] = []

    /// Looks at the message at `range` of `bytes`.
    mutating func look(at bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ extents: JSONExtents? = nil) {
        var cursor = JSONCursor(bytes, at: range.lowerBound, extents)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            if bytes.equals("tool_calls", in: key) { lookAtCalls(bytes, value) }
        }
    }

    private mutating func lookAtCalls(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var cursor = JSONCursor(bytes, at: range.lowerBound)
        guard cursor.enterArray() else { return }
        while cursor.nextElement() {
            guard let call = cursor.skipValue() else { return }
            var inside = JSONCursor(bytes, at: call.lowerBound)
            guard inside.enterObject() else { continue }
            var hasType = false
            while let key = inside.nextKey() {
                guard let value = inside.skipValue() else { return }
                if bytes.equals("type", in: key) { hasType = true }
                if bytes.equals("function", in: key) { lookAtFunction(bytes, value) }
            }
            if !hasType {
                let start = call.lowerBound + 1
                splices.append(Splice(range: start..<start, text: Array("\"type\":\"function\",".utf8)))
            }
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
