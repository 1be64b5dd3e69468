import Monitoring
package import ToolCallParsing
package import WireFormats

/// A chat completion request, as far as the proxy must understand it. Keeps the client's bytes and edits only what it
/// has to.
package struct ChatRequest: Sendable {
    /// The body as the client sent it.
    package private(set) var body: [UInt8]
    package private(set) var model = ""
    /// The client's `stream`.
    package private(set) var wantsStream = false
    /// The client's `stream_options.include_usage`.
    package private(set) var wantsUsage = false
    package private(set) var tools: [ToolDeclaration] = []
    /// `tool_choice` is `"none"`.
    package private(set) var forbidsTools = false
    /// `parallel_tool_calls` is `false`.
    private(set) var allowsOneCall = false
    /// `response_format` asks for JSON: an answer that is some is no call.
    private(set) var wantsJSON = false
    package private(set) var messageCount = 0
    /// The text of the last message if its role is `user`.
    package private(set) var lastUserText: String?

    /// Whether the template may open reasoning: the answer does not go on with the client's text, and nobody asks for none.
    private(set) var mayOpenReasoning = true

    /// Whether a line of the proxy may stand in front of the answer: it is for a person to read, as far as the request tells.
    private(set) var takesNotices = true

    /// What stands where in the body.
    package private(set) var outline = ConversationOutline()

    /// What is put right in the calls of the history.
    private var repairs: [Splice] = []
    /// What takes the proxy's notices out of the history.
    private var removals: [Splice] = []
    /// llama-server: whether the client itself asks how far the prompt has been read.
    private(set) var wantsProgress = false
    private var setsProgress = false
    /// Whether the client says how special tokens are to be treated.
    private var setsSpecialTokens = false

    /// Places of the values of `stream` and `stream_options`, and of their members whole.
    private var streamValue: Range<Int>?
    private var optionsMember: Range<Int>?
    private var optionsValue: Range<Int>?

    /// Reads `body`. Throws a 400 that names the place where it is no JSON or has a wrong type.
    package init(body: [UInt8]) throws(ProxyError) {
        self.body = body
        let result = body.withUnsafeBytes { bytes -> Result<ChatRequest, ProxyError> in
            var request = self
            do throws(ProxyError) {
                try request.read(bytes)
                return .success(request)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ProxyError) {
        do {
            outline = try ConversationOutline(bytes)
        } catch {
            throw .invalidJSON(error, in: bytes)
        }
        guard let brace = bytes.firstIndex(where: { $0 > 0x20 }), bytes[brace] == UInt8(ascii: "{") else {
            throw .wrongType("The body", "an object", nil)
        }
        var memberStart = brace + 1
        for member in outline.members {
            try read(member, bytes, memberStart..<member.value.upperBound)
            memberStart = member.value.upperBound
        }
        guard messageCount > 0 else {
            throw .wrongType("'messages'", "a non-empty array", "messages")
        }
        callRules = CallRules(tools: tools, allowsOneCall: allowsOneCall)
        repairs = HistoryRepair(outline, in: bytes).splices
        removals = NoticeRemoval.splices(outline, in: bytes)
    }

    /// `whole`: the member with what stands before it.
    private mutating func read(
        _ member: ConversationOutline.Member, _ bytes: UnsafeRawBufferPointer, _ whole: Range<Int>
    ) throws(ProxyError) {
        let (key, value) = (bytes.text(member.key), member.value)
        let isNull = bytes.equals("null", in: value)
        switch key {
        case "model" where !isNull: model = try string(key, bytes, value)
        case "stream":
            streamValue = value
            if !isNull { wantsStream = try bool(key, bytes, value) }
        case "stream_options":
            (optionsMember, optionsValue) = (whole, value)
            guard !isNull else { return }
            guard bytes[value.lowerBound] == UInt8(ascii: "{") else { throw .wrongType("'\(key)'", "an object", key) }
            wantsUsage = (try? JSONValue(parsing: bytes.part(value)))?["include_usage"]?.boolValue ?? false
        case "n" where !isNull:
            guard bytes.integer(value).map({ $0 >= 1 }) == true else {
                throw .wrongType("'n'", "a whole number from 1 up", key)
            }
        case "tools" where !isNull, "functions" where !isNull: try readTools(key, bytes, value)
        case "tool_choice", "function_call":
            forbidsTools = forbidsTools || bytes.equals("\"none\"", in: value)
            // Else a call is asked for, and no text.
            let isFree = isNull || bytes.equals("\"none\"", in: value) || bytes.equals("\"auto\"", in: value)
            takesNotices = takesNotices && isFree
        case "response_format" where !isNull:
            let type = (try? JSONValue(parsing: bytes.part(value)))?["type"]?.stringValue
            takesNotices = takesNotices && type == "text"
            wantsJSON = type == "json_object" || type == "json_schema"
        case "parallel_tool_calls": allowsOneCall = bytes.equals("false", in: value)
        // The text has to fit a grammar, or goes with numbers for each token.
        case "grammar", "json_schema", "regex", "ebnf", "guided_json", "guided_regex", "guided_choice",
            "guided_grammar", "structured_outputs", "format", "logprobs":
            takesNotices = takesNotices && (isNull || bytes.equals("false", in: value))
        case "chat_template_kwargs" where !isNull:
            let words = try? JSONValue(parsing: bytes.part(value))
            let wishes = ["enable_thinking", "thinking"].compactMap { words?[$0]?.boolValue }
            mayOpenReasoning = mayOpenReasoning && !wishes.contains(false)
        case "messages": try readMessages(bytes, member)
        case "skip_special_tokens": setsSpecialTokens = true
        case "return_progress": (setsProgress, wantsProgress) = (true, bytes.equals("true", in: value))
        default: return
        }
    }

    private func string(_ key: String, _ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) throws(ProxyError)
        -> String
    {
        guard bytes[value.lowerBound] == UInt8(ascii: "\"") else { throw .wrongType("'\(key)'", "a string", key) }
        return JSONString.unescaped(bytes.inside(value))
    }

    private func bool(_ key: String, _ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) throws(ProxyError) -> Bool {
        if bytes.equals("true", in: value) { return true }
        guard bytes.equals("false", in: value) else { throw .wrongType("'\(key)'", "true or false", key) }
        return false
    }

    private mutating func readTools(
        _ key: String, _ bytes: UnsafeRawBufferPointer, _ value: Range<Int>
    ) throws(ProxyError) {
        do throws(ChatTools.Problem) {
            tools += try ChatTools.declarations(bytes.part(value), areFunctions: key == "functions")
        } catch {
            switch error {
            case .isNoArray: throw .wrongType("'\(key)'", "an array", key)
            case .hasNoName(let index):
                throw .wrongType("'\(key)[\(index)]'", "a function with a name", "\(key)[\(index)].function.name")
            }
        }
    }

    private mutating func readMessages(
        _ bytes: UnsafeRawBufferPointer, _ member: ConversationOutline.Member
    ) throws(ProxyError) {
        guard bytes[member.value.lowerBound] == UInt8(ascii: "[") else {
            throw .wrongType("'messages'", "an array", "messages")
        }
        let messages = outline.messages[member.elements]
        for message in messages {
            guard bytes[message.range.lowerBound] == UInt8(ascii: "{") else {
                throw .wrongType("'messages[\(messageCount)]'", "an object", "messages[\(messageCount)]")
            }
            messageCount += 1
        }
        if let last = messages.last { readLast(bytes, last) }
    }

    private mutating func readLast(_ bytes: UnsafeRawBufferPointer, _ last: ConversationOutline.Message) {
        // The answer goes on with the client's own text.
        if last.role == .assistant { (takesNotices, mayOpenReasoning) = (false, false) }
        // Only a short last message is taken apart: what is asked of it is whether it is a command.
        guard last.range.count <= 4096, let message = try? JSONValue(parsing: bytes.part(last.range)) else { return }
        guard message["role"]?.stringValue == "user" else { return }
        if let text = message["content"]?.stringValue {
            lastUserText = text
        } else if let parts = message["content"]?.arrayValue {
            lastUserText = parts.compactMap { $0["text"]?.stringValue }.joined()
        }
    }

    /// What it says of calls.
    private(set) var callRules = CallRules()

    /// Whether the conversation holds `text` as a string.
    func mentions(_ text: String) -> Bool {
        body.contains(JSONValue.string(text).bytes)
    }

    // MARK: The way out

    /// What the body is to be changed in besides its `stream`.
    package struct Wishes: Sendable {
        /// llama-server: tell how far the prompt has been read.
        package var progress = false
        /// vLLM, SGLang: special tokens reach the text, since markers of calls are such.
        package var specialTokens = false
        /// Calls in the history are put right.
        package var historyRepair = false
        /// What makes it fit the backend's context.
        var context = ContextChange()
        /// What makes it begin as the turns before it did.
        var stability = ContextChange()
        package init() {}
    }

    /// What `wishes` change, for the header and the log.
    package func rewrites(for wishes: Wishes) -> [String] {
        var rewrites: [String] = []
        let repairs = wishes.historyRepair ? outside(wishes.context.splices, self.repairs) : []
        if !repairs.isEmpty { rewrites.append("history=\(repairs.count)") }
        let removals = outside(wishes.context.splices, self.removals)
        if !removals.isEmpty { rewrites.append("notices_removed=\(removals.count)") }
        rewrites += wishes.context.rewrites
        rewrites += wishes.stability.rewrites
        if addsSpecialTokens(wishes) { rewrites.append("special_tokens") }
        return rewrites
    }

    /// Those of `changes` whose place is not left out by `splices`.
    private func outside(_ splices: [Splice], _ changes: [Splice]) -> [Splice] {
        changes.filter { change in !splices.contains { $0.range.overlaps(change.range) } }
    }

    /// What `wishes` change in messages and tools.
    func promptSplices(for wishes: Wishes) -> [Splice] {
        let repairs = wishes.historyRepair ? outside(wishes.context.splices, self.repairs) : []
        // Instructions and tools are never left out, so those of the stability do not overlap the others.
        return repairs + outside(wishes.context.splices, self.removals) + wishes.context.splices
            + wishes.stability.splices
    }

    private func addsSpecialTokens(_ wishes: Wishes) -> Bool {
        wishes.specialTokens && !setsSpecialTokens && !tools.isEmpty && !forbidsTools
    }

    /// The body to send upstream: the client's bytes with `stream` set, `stream_options.include_usage` on when
    /// streaming, what `wishes` ask for, and nothing else changed.
    package func upstreamBody(streaming: Bool, wishes: Wishes = Wishes()) -> [UInt8] {
        let splices = upstreamSplices(streaming: streaming, wishes: wishes)
        var output: [UInt8] = []
        output.reserveCapacity(splices.byteCount(of: body.count))
        body.withUnsafeBytes { splices.append($0, to: &output) }
        return output
    }

    /// What makes the client's body the one to send upstream.
    func upstreamSplices(streaming: Bool, wishes: Wishes) -> [Splice] {
        var splices: [Splice] = []
        var added: [UInt8] = []
        let flag = Array((streaming ? "true" : "false").utf8)
        if let streamValue {
            splices.append(Splice(range: streamValue, text: flag))
        } else {
            added += Array("\"stream\":".utf8) + flag + [UInt8(ascii: ",")]
        }
        let options = streaming ? Self.optionsWithUsage(optionsValue.map { Array(body[$0]) }) : []
        if let optionsMember, let optionsValue {
            splices.append(
                streaming
                    ? Splice(range: optionsValue, text: options)
                    : Splice(range: memberWithComma(optionsMember), text: []))
        } else if streaming {
            added += Array("\"stream_options\":".utf8) + options + [UInt8(ascii: ",")]
        }
        splices += promptSplices(for: wishes)
        if addsSpecialTokens(wishes) { added += Array("\"skip_special_tokens\":false,".utf8) }
        if streaming && wishes.progress && !setsProgress { added += Array("\"return_progress\":true,".utf8) }
        // The object is not empty: it has messages.
        guard let brace = body.firstIndex(of: UInt8(ascii: "{")) else { return [] }
        splices.append(Splice(range: brace + 1..<brace + 1, text: added))
        return splices
    }

    /// The member with the comma that separates it from its neighbour: the one before it, which `member` begins with
    /// (after white space), or where it is the first the one after it.
    private func memberWithComma(_ member: Range<Int>) -> Range<Int> {
        let comma = UInt8(ascii: ",")
        if let first = body[member].first(where: { $0 > 0x20 }), first == comma { return member }
        let end = body[member.upperBound...].firstIndex { $0 > 0x20 } ?? member.upperBound
        return body[end] == comma ? member.lowerBound..<end + 1 : member
    }

    private static func optionsWithUsage(_ options: [UInt8]?) -> [UInt8] {
        let value = options.flatMap { try? JSONValue(parsing: $0) }
        var members = value?.objectValue ?? []
        members.removeAll { $0.key == "include_usage" }
        members.append(JSONMember(key: "include_usage", value: .bool(true)))
        var text: [UInt8] = []
        JSONValue.object(members).append(to: &text)
        return text
    }
}

extension ProxyError {
    static func invalidJSON(_ error: JSONSyntaxError, in bytes: [UInt8]) -> ProxyError {
        bytes.withUnsafeBytes { invalidJSON(error, in: $0) }
    }

    fileprivate static func invalidJSON(_ error: JSONSyntaxError, in bytes: UnsafeRawBufferPointer) -> ProxyError {
        let before = bytes.prefix(error.offset)
        let line = before.count { $0 == 0x0A } + 1
        let column = error.offset - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return ProxyError(
            status: 400, type: "invalid_request_error", code: "invalid_json",
            message: "The body is not valid JSON: \(error.reason.rawValue) at line \(line), column \(column) "
                + "(byte \(error.offset)).", side: .client)
    }

    fileprivate static func wrongType(_ what: String, _ wanted: String, _ parameter: String?) -> ProxyError {
        ProxyError(
            status: 400, type: "invalid_request_error", code: "invalid_type", message: "\(what) must be \(wanted).",
            parameter: parameter, side: .client)
    }
}
