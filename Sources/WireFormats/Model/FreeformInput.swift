import ToolCallParsing

/// A tool that takes plain text, for models that know tools with arguments only: an object with one string.
package enum FreeformInput {
    static let key = "input"

    static var schema: JSONValue {
        .members([
            ("type", .string("object")),
            ("properties", .members([(key, .members([("type", .string("string"))]))])),
            ("required", .array([.string(key)])),
        ])
    }

    /// The text in whole arguments: the one string that there is, or what the model wrote instead.
    package static func text(of arguments: String) -> String {
        guard let value = try? JSONValue(parsing: arguments) else { return arguments }
        if let text = value.stringValue ?? value[key]?.stringValue { return text }
        if let members = value.objectValue, members.count == 1, let text = members[0].value.stringValue { return text }
        return arguments
    }
}

/// Finds the text in a freeform tool's arguments while they arrive. Takes the inside of the string that holds the arguments,
/// and gives the inside of a string that holds the text.
struct FreeformReader: Sendable {
    private enum State: Equatable, Sendable {
        /// Before the text: so many bytes of ``opening`` have been seen.
        case opening(Int)
        case text
        /// The text has ended.
        case after
        /// The arguments are another thing; judged when they are whole.
        case strange
    }

    private static let opening = Array("{\"\(FreeformInput.key)\":\"".utf8)
    private var state = State.opening(0)
    private var isEscaped = false
    private var unescaper = JSONUnescaper()
    private var plain: [UInt8] = []
    /// Everything, for the case that it is another thing.
    private var all: [UInt8] = []
    var heldBytes: Int { all.count }

    /// Appends what is certain of the text, escaped.
    mutating func take(_ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        all += inside
        plain.removeAll(keepingCapacity: true)
        inside.withUnsafeBytes { unescaper.append($0, to: &plain) }
        for byte in plain { take(byte, to: &output) }
    }

    private mutating func take(_ byte: UInt8, to output: inout [UInt8]) {
        switch state {
        case .opening(let count):
            if byte == Self.opening[count] {
                state = count + 1 == Self.opening.count ? .text : .opening(count + 1)
            } else if byte > 0x20 {
                state = .strange
            }
        case .text:
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                state = .after
                return
            }
            output.append(byte)
        case .after, .strange: return
        }
    }

    /// The arguments are whole: appends what there is of a text that was not told yet.
    mutating func finish(to output: inout [UInt8]) {
        guard state == .strange else { return }
        let text = FreeformInput.text(of: all.withUnsafeBytes { JSONString.unescaped($0) })
        var copy = text
        copy.withUTF8 { JSONString.appendEscaped(UnsafeRawBufferPointer($0), to: &output) }
    }
}
