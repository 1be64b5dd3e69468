import ToolCallParsing
package import WireFormats

/// What a request's body calls the conversation, and who it says asks.
package struct SessionName: Equatable {
    package var session: String?
    package var user: String?
    /// Where the first message stands, mostly the agent's instructions; what else the prompt is where there are none.
    package private(set) var opening: Range<Int>?

    private static let maximumBytes = 256

    /// Reads the members in which clients put it: OpenAI's `prompt_cache_key`, `user` and `safety_identifier`, Anthropic's
    /// `metadata.user_id`, and what is called a session or a conversation.
    package init(_ body: UnsafeRawBufferPointer, _ outline: ConversationOutline? = nil) {
        for member in ConversationOutline.members(of: body, outline) {
            let value = member.value
            switch body.text(member.key) {
            case "prompt_cache_key", "session_id", "conversation_id": session = session ?? Self.text(body, value)
            case "user", "safety_identifier": user = user ?? Self.text(body, value)
            case "metadata": readMetadata(body, value)
            case "system", "instructions": opening = value
            case "messages", "input", "prompt":
                opening = opening ?? outline?.messages[member.elements].first?.range ?? Self.first(body, value)
            default: break
            }
        }
    }

    /// The first element of an array, or all of anything else.
    private static func first(_ body: UnsafeRawBufferPointer, _ value: Range<Int>) -> Range<Int> {
        var cursor = JSONCursor(body, at: value.lowerBound)
        guard cursor.enterArray(), cursor.nextElement() else { return value }
        return cursor.skipValue() ?? value
    }

    private mutating func readMetadata(_ body: UnsafeRawBufferPointer, _ value: Range<Int>) {
        var cursor = JSONCursor(body, at: value.lowerBound)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            switch body.text(key) {
            case "session_id": session = session ?? Self.text(body, value)
            case "user_id": user = user ?? Self.text(body, value)
            default: break
            }
        }
    }

    private static func text(_ body: UnsafeRawBufferPointer, _ value: Range<Int>) -> String? {
        guard value.count > 2, body[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return JSONString.unescaped(body.inside(value)).bounded(to: maximumBytes)
    }
}
