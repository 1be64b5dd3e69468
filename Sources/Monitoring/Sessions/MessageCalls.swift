import ToolCallParsing
import WireFormats

/// The calls that a message makes, or the one whose result it is.
struct MessageCalls {
    private let bytes: UnsafeRawBufferPointer
    /// Where the result stands, as a JSON value.
    private(set) var result: Range<Int>?
    private(set) var calls: [(id: String, name: String, arguments: Range<Int>)] = []
    private(set) var answeredCall: String?
    private var type = ""
    private var id: String?
    private var name: String?
    private var arguments: Range<Int>?

    /// Calls of one message that are looked at.
    private static let maximumCalls = 256

    init(_ bytes: UnsafeRawBufferPointer, _ element: Range<Int>) {
        self.bytes = bytes
        var cursor = JSONCursor(bytes, at: element.lowerBound)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            switch bytes.text(key) {
            case "type": type = text(value) ?? ""
            case "content", "output": result = value
            case "tool_calls": readCalls(value)
            case "tool_call_id": answeredCall = text(value)
            case "call_id": id = text(value)
            case "name": name = text(value)
            case "arguments": arguments = value
            default: break
            }
        }
        if type == "function_call", let id, let name, let arguments { calls.append((id, name, arguments)) }
        if type == "function_call_output" { answeredCall = id }
    }

    private mutating func readCalls(_ value: Range<Int>) {
        var cursor = JSONCursor(bytes, at: value.lowerBound)
        guard cursor.enterArray() else { return }
        while calls.count < Self.maximumCalls, cursor.nextElement(), let call = cursor.skipValue() { readCall(call) }
    }

    private mutating func readCall(_ call: Range<Int>) {
        var cursor = JSONCursor(bytes, at: call.lowerBound)
        guard cursor.enterObject() else { return }
        var id: String?
        var function: Range<Int>?
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            if bytes.equals("id", in: key) { id = text(value) }
            if bytes.equals("function", in: key) { function = value }
        }
        guard let id, let function else { return }
        cursor = JSONCursor(bytes, at: function.lowerBound)
        guard cursor.enterObject() else { return }
        var name: String?
        var arguments: Range<Int>?
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            if bytes.equals("name", in: key) { name = text(value) }
            if bytes.equals("arguments", in: key) { arguments = value }
        }
        if let name, let arguments { calls.append((id, name, arguments)) }
    }

    private func text(_ value: Range<Int>) -> String? {
        guard value.count >= 2, bytes[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return JSONString.unescaped(bytes.inside(value))
    }
}
