import WireFormats

/// What stands where in a chat request, as far as dropping messages and limiting the answer need to know it.
struct ConversationOutline: Equatable, Sendable {
    struct Message: Equatable, Sendable {
        enum Role: Equatable, Sendable {
            /// `system` or `developer`.
            case instructions
            case user
            case assistant
            /// What a call gave: `tool`, or `function` as it once was.
            case result
            case other
        }
        /// Its place in the body.
        var range: Range<Int>
        var role = Role.other
        /// Bytes of the message without its attachments.
        var textBytes = 0
        /// Pictures, sounds and files; their bytes say nothing about their tokens.
        var attachments = 0
        var makesCalls = false
        var callIDs: [String] = []
        /// The call that it answers.
        var answeredID: String?
    }

    private(set) var messages: [Message] = []
    /// Bytes of the declared tools, which are part of the prompt too.
    private(set) var toolBytes = 0
    /// The client's limits of the answer, and where they stand.
    private(set) var answerLimits: [AnswerLimit] = []

    struct AnswerLimit: Equatable, Sendable {
        var name: String
        var range: Range<Int>
        var tokens: Int
    }

    /// Reads `body`, which has been found to be JSON. `extents`: its own.
    init(_ body: [UInt8], _ extents: JSONExtents? = nil) {
        body.withUnsafeBytes { read($0, extents) }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer, _ extents: JSONExtents?) {
        var cursor = JSONCursor(bytes, extents)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            switch bytes.text(key) {
            case "messages": readMessages(bytes, value, extents)
            case "tools", "functions": toolBytes += value.count
            case let name where Self.limitNames.contains(name):
                guard let tokens = Int(bytes.text(value)), tokens > 0 else { continue }
                answerLimits.append(AnswerLimit(name: name, range: value, tokens: tokens))
            default: continue
            }
        }
    }

    /// OpenAI's names, and llama-server's.
    private static let limitNames: Set<String> = ["max_tokens", "max_completion_tokens", "n_predict"]

    private mutating func readMessages(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ extents: JSONExtents?
    ) {
        // The last of two members of the same name counts.
        messages = []
        var cursor = JSONCursor(bytes, at: range.lowerBound, extents)
        guard cursor.enterArray() else { return }
        while cursor.nextElement() {
            guard let place = cursor.skipValue() else { return }
            messages.append(Message(bytes, place, extents))
        }
    }
}

extension ConversationOutline.Message {
    fileprivate init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ extents: JSONExtents?) {
        self.range = range
        textBytes = range.count
        var cursor = JSONCursor(bytes, at: range.lowerBound, extents)
        guard cursor.enterObject() else { return }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return }
            switch bytes.text(key) {
            case "role": role = Role(bytes.text(value))
            case "content": readParts(bytes, value)
            case "tool_calls": readCalls(bytes, value)
            case "function_call": makesCalls = makesCalls || bytes[value.lowerBound] == UInt8(ascii: "{")
            case "tool_call_id" where bytes[value.lowerBound] == UInt8(ascii: "\""): answeredID = bytes.text(value)
            default: continue
            }
        }
    }

    private mutating func readCalls(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var cursor = JSONCursor(bytes, at: range.lowerBound)
        guard cursor.enterArray() else { return }
        while cursor.nextElement() {
            guard let call = cursor.skipValue() else { return }
            makesCalls = true
            var inside = JSONCursor(bytes, at: call.lowerBound)
            guard inside.enterObject() else { continue }
            while let key = inside.nextKey() {
                guard let value = inside.skipValue() else { return }
                if bytes.equals("id", in: key) { callIDs.append(bytes.text(value)) }
            }
        }
    }

    /// Sets apart what is no text.
    private mutating func readParts(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var cursor = JSONCursor(bytes, at: range.lowerBound)
        guard cursor.enterArray() else { return }
        while cursor.nextElement() {
            guard let part = cursor.skipValue() else { return }
            guard Self.isAttachment(bytes, part) else { continue }
            attachments += 1
            textBytes -= part.count
        }
    }

    private static func isAttachment(_ bytes: UnsafeRawBufferPointer, _ part: Range<Int>) -> Bool {
        var cursor = JSONCursor(bytes, at: part.lowerBound)
        guard cursor.enterObject() else { return false }
        while let key = cursor.nextKey() {
            guard let value = cursor.skipValue() else { return false }
            if bytes.equals("type", in: key) { return attachmentTypes.contains(bytes.text(value)) }
        }
        return false
    }

    /// OpenAI's kinds of parts, and those that servers of other kinds of models add.
    private static let attachmentTypes: Set<String> = Set(
        [
            "image_url", "input_image", "image", "input_audio", "audio_url", "audio", "video_url", "video", "file",
            "input_file",
        ].map { "\"\($0)\"" })
}

extension ConversationOutline.Message.Role {
    /// Reads the JSON string `text`.
    fileprivate init(_ text: String) {
        switch text {
        case "\"system\"", "\"developer\"": self = .instructions
        case "\"user\"": self = .user
        case "\"assistant\"": self = .assistant
        case "\"tool\"", "\"function\"", "\"ipython\"": self = .result
        default: self = .other
        }
    }
}
