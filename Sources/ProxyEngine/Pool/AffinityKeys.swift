import ToolCallParsing
package import WireFormats

extension SessionAffinity.Keys {
    /// Text of a prompt by which it is recognised.
    private static let promptBytes = 1024
    private static let maximumNameBytes = 256

    /// The keys of a request with this `body`, as far as it is known by anything. `sessionName`: what a header says.
    ///
    /// A conversation begins with its first message that is no instruction (those often tell the time), asked of one model
    /// in the name of one session and user.
    package init(body: [UInt8], sessionName: String, outline: ConversationOutline? = nil) {
        self.init()
        body.withUnsafeBytes { read($0, sessionName, outline) }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer, _ header: String, _ outline: ConversationOutline?) {
        var names = header
        var user = ""
        var model = ""
        var beginning: Range<Int>?
        for member in ConversationOutline.members(of: bytes, outline) {
            let value = member.value
            switch bytes.text(member.key) {
            case "model": model = Self.name(bytes, value)
            case "prompt_cache_key", "session_id", "conversation_id":
                if names.isEmpty { names = Self.name(bytes, value) }
            case "user", "safety_identifier": user = Self.name(bytes, value)
            case "messages" where outline != nil:
                let messages = outline?.messages[member.elements] ?? []
                beginning = (messages.first { $0.role != .instructions } ?? messages.first)?.range ?? beginning
            case "messages", "input", "prompt": beginning = Self.beginning(bytes, value) ?? beginning
            default: continue
            }
        }
        var hasher = Hasher()
        hasher.combine(model)
        hasher.combine(names)
        hasher.combine(user)
        if !names.isEmpty {
            var own = hasher
            own.combine("session")
            session = own.finalize()
        }
        if let beginning {
            hasher.combine(bytes: bytes.part(beginning))
            conversation = hasher.finalize()
        }
    }

    /// The first message that is no instruction, or the beginning of a prompt that is text.
    private static func beginning(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Range<Int>? {
        if bytes[value.lowerBound] == UInt8(ascii: "\"") {
            return value.lowerBound..<min(value.upperBound, value.lowerBound + promptBytes)
        }
        var cursor = JSONCursor(bytes, at: value.lowerBound)
        guard cursor.enterArray() else { return nil }
        var first: Range<Int>?
        while cursor.nextElement(), let message = cursor.skipValue() {
            first = first ?? message
            if !isInstruction(bytes, message) { return message }
        }
        return first
    }

    private static func isInstruction(_ bytes: UnsafeRawBufferPointer, _ message: Range<Int>) -> Bool {
        var cursor = JSONCursor(bytes, at: message.lowerBound)
        guard cursor.enterObject() else { return false }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            guard bytes.equals("role", in: key) else { continue }
            return bytes.equals("\"system\"", in: value) || bytes.equals("\"developer\"", in: value)
        }
        return false
    }

    private static func name(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> String {
        guard bytes[value.lowerBound] == UInt8(ascii: "\""), value.count <= maximumNameBytes else { return "" }
        return bytes.text(value)
    }
}

/// The model that a request asks for.
package enum RequestedModel {
    /// `model` of a JSON body; empty where it has none.
    package static func name(in body: [UInt8]) -> String {
        body.withUnsafeBytes { bytes in
            var name = ""
            var cursor = JSONCursor(bytes)
            guard cursor.enterObject() else { return "" }
            while let key = cursor.nextKey(), let value = cursor.skipValue() {
                guard bytes.equals("model", in: key), bytes[value.lowerBound] == UInt8(ascii: "\"") else { continue }
                name = JSONString.unescaped(bytes.inside(value))
            }
            return name
        }
    }

    /// The model that `GET /v1/models/NAME` asks about; empty for other targets.
    package static func name(inTarget target: String) -> String {
        for prefix in ["/v1/models/", "/models/"] where target.hasPrefix(prefix) {
            return String(target.dropFirst(prefix.count).prefix { $0 != "?" })
        }
        return ""
    }
}
