package import ToolCallParsing

/// A call's arguments that are no object, where a protocol allows nothing else: an object that no tool takes, with the text
/// in it. So the tool is not run with half of what was written, and the model is told what was wrong.
///
/// The shape is the one that Claude Code has for arguments that it cannot read: it answers such a call with the text and
/// what is commonly wrong with it.
package enum UnparsedArguments {
    static let key = "__unparsedToolInput"

    static func member(_ text: String) -> JSONMember {
        JSONMember(
            key: key, value: .members([("raw", .string(text)), ("len", .integer(text.utf8.count))]))
    }

    /// The arguments as an object, whatever they are.
    static func object(_ arguments: String) -> JSONValue {
        guard !arguments.utf8.allSatisfy({ $0 <= 0x20 }) else { return .object([]) }
        if let value = try? JSONValue(parsing: arguments), value.objectValue != nil { return value }
        return .object([member(arguments)])
    }

    static func isObject(_ arguments: String) -> Bool { (try? JSONValue(parsing: arguments))?.objectValue != nil }

    /// The text of an object that was made so.
    package static func text(_ input: JSONValue?) -> String? { input?[key]?["raw"]?.stringValue }
}

/// Turns a call's arguments into an object while they arrive, for clients that read them as they come and fail at the first
/// byte that is no JSON. What has been told cannot be taken back; but of two members of one name the later one counts.
///
/// Takes the inside of the string that holds the arguments, and gives such.
struct ObjectArguments: Sendable {
    private var progress = JSONProgress()
    private var unescaper = JSONUnescaper()
    private var plain: [UInt8] = []
    /// All that was written.
    private var all: [UInt8] = []
    /// The piece in which the object ends: what follows may show that it is none.
    private var held: [UInt8] = []
    private var hasOpened = false
    private var isBroken = false
    var heldBytes: Int { all.count + held.count }

    /// Appends what can be told now.
    mutating func take(_ inside: ArraySlice<UInt8>, to output: inout [UInt8]) {
        all += inside
        guard !isBroken else { return }
        plain.removeAll(keepingCapacity: true)
        inside.withUnsafeBytes { unescaper.append($0, to: &plain) }
        let wasWhole = progress.isWhole
        for (index, byte) in plain.enumerated() {
            if byte == UInt8(ascii: "{") { hasOpened = true }
            guard hasOpened || byte <= 0x20, progress.take(byte) else {
                return breakOff(after: wasWhole ? 0 : index, to: &output)
            }
        }
        if progress.isWhole { hold(plain[...]) } else { output += inside }
    }

    private mutating func breakOff(after count: Int, to output: inout [UInt8]) {
        isBroken = true
        hold(plain[..<count])
        // Without the end of the object, to which something is to be added.
        if progress.isWhole, let end = held.lastIndex(of: UInt8(ascii: "}")) { held.removeSubrange(end...) }
        release(to: &output)
    }

    private mutating func hold(_ text: ArraySlice<UInt8>) {
        text.withUnsafeBytes { JSONString.appendEscaped($0, to: &held) }
    }

    private mutating func release(to output: inout [UInt8]) {
        output += held
        held.removeAll(keepingCapacity: true)
    }

    /// The call has ended: appends what is missing. `isCut`: the model was stopped in the middle, and it stays so.
    mutating func finish(isCut: Bool, to output: inout [UInt8]) {
        if !isBroken {
            release(to: &output)
            guard hasOpened, !progress.isWhole, !isCut else { return }
        }
        var rest: [UInt8] = []
        if !hasOpened {
            rest.append("{")
        } else {
            if !progress.isWhole { progress.endMember(to: &rest) }
            if !progress.wantsNoComma { rest.append(",") }
        }
        for key in progress.keys {
            rest.append(inside: key[...])
            rest.append(":null,")
        }
        let member = UnparsedArguments.member(all.withUnsafeBytes { JSONString.unescaped($0) })
        rest.append(quoted: member.key)
        rest.append(":")
        member.value.append(to: &rest)
        rest.append("}")
        rest.withUnsafeBytes { JSONString.appendEscaped($0, to: &output) }
    }
}
