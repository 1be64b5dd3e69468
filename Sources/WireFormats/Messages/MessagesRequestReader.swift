package import ToolCallParsing

/// Reads a request of Anthropic's Messages. Lenient: what is not known is left out and named, never refused.
package struct MessagesRequestReader {
    private var conversation = Conversation()
    /// Tools that a search has brought up.
    private var loaded: Set<String> = []

    package static func read(_ body: JSONValue) throws(WireError) -> Conversation {
        var reader = MessagesRequestReader()
        try reader.read(body)
        return reader.conversation
    }

    package static func tools(_ declared: [JSONValue]) -> [Tool] {
        var reader = MessagesRequestReader()
        reader.readTools(declared)
        return reader.conversation.tools
    }

    private mutating func read(_ body: JSONValue) throws(WireError) {
        guard let members = body.objectValue else { throw .wrongType("The body", "an object") }
        guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
            throw .wrongType("'messages'", "a non-empty array", "messages")
        }
        if let system = body["system"], system != .null { readSystem(system) }
        for (index, message) in messages.enumerated() { try read(message, at: index) }
        if let tools = body["tools"]?.arrayValue { readTools(tools) }
        for member in members where member.value != .null { try readMember(member) }
    }

    private mutating func readMember(_ member: JSONMember) throws(WireError) {
        let value = member.value
        switch member.key {
        case "model":
            guard let name = value.stringValue else { throw .wrongType("'model'", "a string", "model") }
            conversation.model = name
        case "stream":
            guard let stream = value.boolValue else { throw .wrongType("'stream'", "true or false", "stream") }
            conversation.wantsStream = stream
        case "max_tokens": conversation.maximumTokens = value.wholeNumber.flatMap { $0 > 0 ? $0 : nil }
        case "stop_sequences": conversation.stops = (value.arrayValue ?? []).compactMap(\.stringValue)
        case "temperature": conversation.sampling.append(.init(.temperature, value))
        case "top_p": conversation.sampling.append(.init(.topP, value))
        case "top_k": conversation.sampling.append(.init(.topK, value))
        case "tool_choice": readChoice(value)
        case "thinking": readThinking(value)
        case "output_config": readOutput(value)
        case "output_format": readForm(value)
        case "metadata": readUser(value)
        case "messages", "system", "tools", "cache_control", "service_tier", "betas", "diagnostics": return
        default: conversation.leaveOut(member.key)
        }
    }

    // MARK: Messages

    private mutating func readSystem(_ system: JSONValue) {
        var texts = Self.texts(system)
        // It tells Anthropic whom to bill, and differs between programs that else send the same.
        if texts.first?.hasPrefix("x-anthropic-billing-header:") == true { texts.removeFirst() }
        guard !texts.isEmpty else { return }
        conversation.messages.append(.init(.instructions, texts.map { .text($0) }))
    }

    private static func texts(_ content: JSONValue) -> [String] {
        if let text = content.stringValue { return [text] }
        return (content.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
    }

    private mutating func read(_ message: JSONValue, at index: Int) throws(WireError) {
        guard message.objectValue != nil else { throw .wrongType("'messages[\(index)]'", "an object", "messages") }
        let role: Conversation.Role =
            switch message["role"]?.stringValue {
            case "assistant": .assistant
            case "system", "developer": .instructions
            default: .user
            }
        guard let content = message["content"] else { return }
        if let text = content.stringValue {
            conversation.messages.append(.init(role, [.text(text)]))
            return
        }
        var parts: [Conversation.Part] = []
        for block in content.arrayValue ?? [] {
            if block["type"]?.stringValue == "mid_conv_system" {
                if !parts.isEmpty { conversation.messages.append(.init(role, parts)) }
                parts = []
                let texts = Self.texts(block["content"] ?? .null)
                conversation.messages.append(.init(.instructions, texts.map { .text($0) }))
            } else if let part = part(block) {
                parts.append(part)
            }
        }
        if !parts.isEmpty { conversation.messages.append(.init(role, parts)) }
    }

    private mutating func part(_ block: JSONValue) -> Conversation.Part? {
        let type = block["type"]?.stringValue ?? (block["text"] == nil ? "" : "text")
        switch type {
        case "text": return block["text"]?.stringValue.map { .text($0) }
        case "thinking":
            return .reasoning(
                .init(text: block["thinking"]?.stringValue ?? "", signature: block["signature"]?.stringValue))
        case "image": return image(block)
        case "document": return document(block)
        case "tool_use":
            return .call(
                .init(
                    id: block["id"]?.stringValue ?? "", name: ToolName(block["name"]?.stringValue ?? ""),
                    arguments: UnparsedArguments.text(block["input"]) ?? (block["input"] ?? .object([])).jsonText))
        case "tool_result": return .result(result(block))
        default:
            conversation.leaveOut(type.isEmpty ? "block" : type)
            return nil
        }
    }

    private mutating func image(_ block: JSONValue) -> Conversation.Part? {
        let source = block["source"]
        if let url = source?["url"]?.stringValue { return .image(.init(url: url)) }
        guard let data = source?["data"]?.stringValue else {
            conversation.leaveOut("image")
            return nil
        }
        return .image(.init(url: "data:\(source?["media_type"]?.stringValue ?? "image/png");base64,\(data)"))
    }

    /// Of documents, those that are text.
    private mutating func document(_ block: JSONValue) -> Conversation.Part? {
        guard let source = block["source"], source["type"]?.stringValue != "base64",
            let text = source["data"]?.stringValue ?? source["content"].map({ Self.texts($0).joined(separator: "\n") }),
            !text.isEmpty
        else {
            conversation.leaveOut("document")
            return .text("[A document that cannot be read here\(Self.title(block)).]")
        }
        return .text("Document\(Self.title(block)):\n\(text)")
    }

    private static func title(_ block: JSONValue) -> String {
        block["title"]?.stringValue.map { " \"\($0)\"" } ?? ""
    }

    private mutating func result(_ block: JSONValue) -> Conversation.Result {
        var result = Conversation.Result(
            callID: block["tool_use_id"]?.stringValue ?? "", text: block["content"]?.stringValue ?? "",
            isError: block["is_error"]?.boolValue ?? false)
        var texts: [String] = []
        var references: [String] = []
        for inner in block["content"]?.arrayValue ?? [] {
            switch inner["type"]?.stringValue {
            case "tool_reference":
                guard let name = inner["tool_name"]?.stringValue else { continue }
                references.append(name)
                loaded.insert(name)
            case "search_result":
                let heading = [inner["title"]?.stringValue, inner["source"]?.stringValue].compactMap(\.self)
                texts.append((heading + Self.texts(inner["content"] ?? .null)).joined(separator: "\n"))
            default:
                switch part(inner) {
                case .text(let text): texts.append(text)
                case .image(let image): result.images.append(image)
                default: continue
                }
            }
        }
        // An empty result would be searched for again.
        if !references.isEmpty { texts.append("Loaded: " + references.joined(separator: ", ")) }
        if !texts.isEmpty { result.text = texts.joined(separator: "\n") }
        return result
    }

    // MARK: Tools

    private mutating func readTools(_ tools: [JSONValue]) {
        for tool in tools {
            let name = tool["name"]?.stringValue ?? ""
            let type = tool["type"]?.stringValue
            guard !name.isEmpty, tool["input_schema"] != nil || type == nil || type == "custom" else {
                conversation.leaveOut(type ?? "tool")
                continue
            }
            // Not yet to be known; the model finds it by a search.
            if tool["defer_loading"]?.boolValue == true, !loaded.contains(name) { continue }
            let schema = tool["input_schema"].map { $0.without(["$schema", "cache_control"]) }
            conversation.tools.append(
                Tool(
                    ToolName(name), description: tool["description"]?.stringValue ?? "",
                    input: .arguments(schema: schema)))
        }
    }

    private mutating func readChoice(_ choice: JSONValue) {
        switch choice["type"]?.stringValue {
        case "any": conversation.toolChoice = .required
        case "none": conversation.toolChoice = ToolChoice.none
        case "tool": conversation.toolChoice = choice["name"]?.stringValue.map { .tool(ToolName($0)) }
        default: conversation.toolChoice = .automatic
        }
        if choice["disable_parallel_tool_use"]?.boolValue == true { conversation.allowsParallelCalls = false }
    }

    // MARK: The answer

    private mutating func readThinking(_ thinking: JSONValue) {
        var wish = conversation.thinking ?? .init()
        switch thinking["type"]?.stringValue {
        case "disabled": wish.isOn = false
        case "enabled":
            wish.isOn = true
            wish.budget = thinking["budget_tokens"]?.wholeNumber
        default: break
        }
        conversation.thinking = wish
    }

    private mutating func readOutput(_ output: JSONValue) {
        if let effort = output["effort"]?.stringValue {
            var wish = conversation.thinking ?? .init()
            wish.effort = effort
            conversation.thinking = wish
        }
        if let form = output["format"], form != .null { readForm(form) }
    }

    private mutating func readForm(_ form: JSONValue) {
        guard let schema = form["schema"] else { return }
        conversation.form = .schema(name: "answer", schema: schema.without(["$schema"]))
    }

    /// Claude Code puts the session's name into a JSON text in the place of the user's.
    private mutating func readUser(_ metadata: JSONValue) {
        guard let user = metadata["user_id"]?.stringValue else { return }
        let inner = try? JSONValue(parsing: user)
        conversation.names.session = inner?["session_id"]?.stringValue
        if inner?.objectValue == nil { conversation.names.user = user }
    }
}

extension WireError {
    static func wrongType(_ what: String, _ wanted: String, _ parameter: String? = nil) -> WireError {
        WireError(
            status: 400, message: "\(what) must be \(wanted).", type: "invalid_request_error", code: "invalid_type",
            parameter: parameter)
    }
}
