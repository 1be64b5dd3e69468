package import ToolCallParsing

/// What stands where in a chat request. Found once, in one pass over its bytes that also tells whether they are JSON; all who
/// want to know something of the conversation ask it, so that none looks for its messages again.
///
/// Keys are known as they are mostly written, without escapes. Of several members of one name in a message the last counts.
package struct ConversationOutline: Equatable, Sendable {
    /// A member of the request. All places count in the body.
    package struct Member: Equatable, Sendable {
        /// Without its quotes.
        package var key: Range<Int>
        package var value: Range<Int>
        /// Of `messages` in ``messages``, of `tools` and `functions` in ``tools``.
        package var elements = 0..<0
    }

    package enum Role: UInt8, Sendable {
        /// `system` or `developer`.
        case instructions
        case user
        case assistant
        /// What a call gave: `tool`, or `function` as it once was.
        case result
        case other
    }

    /// There may be hundreds of thousands in a request, so each is small.
    package struct Message: Equatable, Sendable {
        package fileprivate(set) var range = 0..<0
        /// Equal for equal bytes, within this run.
        package fileprivate(set) var fingerprint: UInt64 = 0
        fileprivate var attachmentBytes = 0
        /// In ``ConversationOutline/texts`` and ``ConversationOutline/calls``.
        fileprivate var texts: Range<UInt32> = 0..<0
        fileprivate var calls: Range<UInt32> = 0..<0
        /// The call that it answers, as ``Call/id``.
        package fileprivate(set) var answeredID: UInt64?
        package fileprivate(set) var role = Role.other
        /// In `roles`; -1: there is none yet, else an unusual one, or several.
        fileprivate var word: Int8 = -1
        package fileprivate(set) var makesCalls = false
        fileprivate var attachmentCount: Int32 = 0

        /// Pictures, sounds and files; their bytes say nothing about their tokens.
        package var attachments: Int { Int(attachmentCount) }
        /// Bytes of the message without its attachments.
        package var textBytes: Int { range.count - attachmentBytes }
        /// The role in the client's word; `nil`: it has none, an unusual one, or several.
        package var roleWord: String? { roles.indices.contains(Int(word)) ? "\(roles[Int(word)].word)" : nil }
    }

    /// A call of the assistant.
    package struct Call: Equatable, Sendable {
        package fileprivate(set) var range = 0..<0
        /// Equal for equal identifiers, within this run; `nil`: it has none.
        package fileprivate(set) var id: UInt64?
    }

    package struct Tool: Equatable, Sendable {
        package let range: Range<Int>
        /// A JSON string; `nil`: it has none.
        package let name: Range<Int>?
    }

    /// The client's limit of the answer.
    package struct AnswerLimit: Equatable, Sendable {
        package var name: String
        package var range: Range<Int>
        package var tokens: Int
    }

    /// In order, as all that follows.
    package fileprivate(set) var members: [Member] = []
    package fileprivate(set) var messages: [Message] = []
    package fileprivate(set) var tools: [Tool] = []
    package fileprivate(set) var calls: [Call] = []
    /// JSON strings: what instructions and the assistant say. Nobody asks for what others do.
    fileprivate var texts: [Range<Int>] = []
    /// Bytes of the declared tools, which are part of the prompt too.
    package fileprivate(set) var toolBytes = 0
    package fileprivate(set) var answerLimits: [AnswerLimit] = []
    fileprivate var conversationStart = 0

    package init() {}

    /// Reads a request's body. What is JSON and no request has no messages.
    package init(_ body: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        var reader = ConversationOutlineReader(body)
        try reader.read()
        self = reader.outline
    }

    /// The messages that the backend reads: where there are two lists of them, the last.
    package var conversation: [Message] {
        conversationStart == 0 ? messages : Array(messages[conversationStart...])
    }

    package func texts(of message: Message) -> ArraySlice<Range<Int>> {
        texts[Int(message.texts.lowerBound)..<Int(message.texts.upperBound)]
    }

    package func calls(of message: Message) -> ArraySlice<Call> {
        calls[Int(message.calls.lowerBound)..<Int(message.calls.upperBound)]
    }

    /// The members of any request's body: those of its outline, and where there is none as far as it can be read.
    package static func members(of body: UnsafeRawBufferPointer, _ outline: ConversationOutline?) -> [Member] {
        if let outline { return outline.members }
        var members: [Member] = []
        var cursor = JSONCursor(body)
        guard cursor.enterObject() else { return [] }
        while let key = cursor.nextKey(), let value = cursor.skipValue() {
            members.append(Member(key: key, value: value))
        }
        return members
    }
}

/// In the words of chat completions, the frequent ones first.
private let roles: [(word: StaticString, role: ConversationOutline.Role)] = [
    ("assistant", .assistant), ("tool", .result), ("user", .user), ("system", .instructions),
    ("developer", .instructions), ("function", .result), ("ipython", .result),
]

/// Walks over a request once.
private struct ConversationOutlineReader {
    private let bytes: UnsafeRawBufferPointer
    private var scan: JSONSyntaxScan
    private(set) var outline = ConversationOutline()

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        scan = JSONSyntaxScan(bytes: bytes)
    }

    mutating func read() throws(JSONSyntaxError) {
        if try scan.enterObject() {
            while let key = try scan.nextKey() { try readMember(key) }
        } else {
            _ = try scan.skipValue()
        }
        try scan.end()
    }

    private func isString(_ value: Range<Int>) -> Bool { bytes[value.lowerBound] == UInt8(ascii: "\"") }

    private mutating func readMember(_ key: Range<Int>) throws(JSONSyntaxError) {
        let start = scan.start()
        var elements = 0..<0
        let isTools = bytes.equals("tools", in: key) || bytes.equals("functions", in: key)
        if isTools, try scan.enterArray() {
            let first = outline.tools.count
            while try scan.nextElement() { try readTool() }
            elements = first..<outline.tools.count
        } else if bytes.equals("messages", in: key) {
            elements = try readMessages()
        } else {
            _ = try scan.skipValue()
        }
        let value = start..<scan.place
        outline.members.append(ConversationOutline.Member(key: key, value: value, elements: elements))
        if isTools { outline.toolBytes += value.count }
        readLimit(key, value)
    }

    /// OpenAI's names, and llama-server's.
    private mutating func readLimit(_ key: Range<Int>, _ value: Range<Int>) {
        guard
            bytes.equals("max_tokens", in: key) || bytes.equals("max_completion_tokens", in: key)
                || bytes.equals("n_predict", in: key),
            let tokens = Int(bytes.text(value)), tokens > 0
        else { return }
        outline.answerLimits.append(
            ConversationOutline.AnswerLimit(name: bytes.text(key), range: value, tokens: tokens))
    }

    // MARK: Tools

    private mutating func readTool() throws(JSONSyntaxError) {
        let start = scan.start()
        let name = try readName()
        outline.tools.append(ConversationOutline.Tool(range: start..<scan.place, name: name))
    }

    /// Passes a tool, or its function, and tells its name, which may stand in either.
    private mutating func readName(isFunction: Bool = false) throws(JSONSyntaxError) -> Range<Int>? {
        guard try scan.enterObject() else {
            _ = try scan.skipValue()
            return nil
        }
        var (own, inner): (Range<Int>?, Range<Int>?)
        while let key = try scan.nextKey() {
            if !isFunction, bytes.equals("function", in: key) {
                let name = try readName(isFunction: true)
                inner = inner ?? name
            } else {
                let value = try scan.skipValue()
                if own == nil, bytes.equals("name", in: key), isString(value) { own = value }
            }
        }
        return own ?? inner
    }

    // MARK: Messages

    private mutating func readMessages() throws(JSONSyntaxError) -> Range<Int> {
        let first = outline.messages.count
        outline.conversationStart = first
        if try scan.enterArray() {
            while try scan.nextElement() { try readMessage() }
        } else {
            _ = try scan.skipValue()
        }
        return first..<outline.messages.count
    }

    private mutating func readMessage() throws(JSONSyntaxError) {
        var message = ConversationOutline.Message()
        let start = scan.start()
        let (firstText, firstCall) = (outline.texts.count, outline.calls.count)
        if try scan.enterObject() {
            while let key = try scan.nextKey() { try readMember(key, of: &message, firstText) }
        } else {
            _ = try scan.skipValue()
        }
        message.range = start..<scan.place
        message.fingerprint = Fingerprint.of(bytes.part(message.range))
        switch message.role {
        case .assistant, .instructions:
            message.texts = UInt32(clamping: firstText)..<UInt32(clamping: outline.texts.count)
        case .user, .result, .other: outline.texts.removeLast(outline.texts.count - firstText)
        }
        message.calls = UInt32(clamping: firstCall)..<UInt32(clamping: outline.calls.count)
        outline.messages.append(message)
    }

    private mutating func readMember(
        _ key: Range<Int>, of message: inout ConversationOutline.Message, _ firstText: Int
    ) throws(JSONSyntaxError) {
        if bytes.equals("content", in: key) {
            outline.texts.removeLast(outline.texts.count - firstText)
            return try readContent(&message)
        }
        if bytes.equals("tool_calls", in: key), try scan.enterArray() { return try readCalls(&message) }
        let value = try scan.skipValue()
        if bytes.equals("role", in: key) {
            let inside = value.count > 2 && isString(value) ? value.lowerBound + 1..<value.upperBound - 1 : 0..<0
            let word = roles.firstIndex { bytes.equals($0.word, in: inside) } ?? roles.count
            message.role = word < roles.count ? roles[word].role : .other
            message.word = Int8(message.word < 0 ? word : roles.count)
        } else if bytes.equals("tool_call_id", in: key) {
            if isString(value) { message.answeredID = Fingerprint.of(bytes.part(value)) }
        } else if bytes.equals("function_call", in: key), bytes[value.lowerBound] == UInt8(ascii: "{") {
            message.makesCalls = true
        }
    }

    /// A text, or parts of which some are texts.
    private mutating func readContent(_ message: inout ConversationOutline.Message) throws(JSONSyntaxError) {
        guard try scan.enterArray() else {
            let value = try scan.skipValue()
            if isString(value) { outline.texts.append(value) }
            return
        }
        while try scan.nextElement() {
            let start = scan.start()
            var type: Range<Int>?
            guard try scan.enterObject() else {
                _ = try scan.skipValue()
                continue
            }
            while let key = try scan.nextKey() {
                let value = try scan.skipValue()
                if bytes.equals("text", in: key) {
                    if isString(value) { outline.texts.append(value) }
                } else if bytes.equals("type", in: key) {
                    type = type ?? value
                }
            }
            // What is no text is set apart.
            guard let type, Self.attachmentTypes.contains(bytes.text(type)) else { continue }
            message.attachmentCount += 1
            message.attachmentBytes += scan.place - start
        }
    }

    /// OpenAI's kinds of parts, and those that servers of other kinds of models add.
    private static let attachmentTypes: Set<String> = Set(
        [
            "image_url", "input_image", "image", "input_audio", "audio_url", "audio", "video_url", "video", "file",
            "input_file",
        ].map { "\"\($0)\"" })

    /// Within the array.
    private mutating func readCalls(_ message: inout ConversationOutline.Message) throws(JSONSyntaxError) {
        while try scan.nextElement() {
            message.makesCalls = true
            var call = ConversationOutline.Call()
            let start = scan.start()
            if try scan.enterObject() {
                while let key = try scan.nextKey() {
                    let value = try scan.skipValue()
                    if bytes.equals("id", in: key) { call.id = Fingerprint.of(bytes.part(value)) }
                }
            } else {
                _ = try scan.skipValue()
            }
            call.range = start..<scan.place
            outline.calls.append(call)
        }
    }
}
