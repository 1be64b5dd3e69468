package import ToolCallParsing

/// Reads a request of OpenAI's Responses. An item or tool that is not known is left out and named, never refused: it would
/// stand in every later request of the session too.
package struct ResponsesRequestReader {
    var conversation = Conversation()
    private var allowed: Set<String>?
    /// Of two tools of one name the first counts.
    var declaredNames: Set<ToolName> = []

    package static func read(_ body: JSONValue) throws(WireError) -> Conversation {
        var reader = ResponsesRequestReader()
        try reader.read(body)
        return reader.conversation
    }

    package static func tools(_ declared: [JSONValue]) -> [Tool] {
        var reader = ResponsesRequestReader()
        reader.readTools(declared, in: nil)
        return reader.conversation.tools
    }

    private mutating func read(_ body: JSONValue) throws(WireError) {
        guard let members = body.objectValue else { throw .wrongType("The body", "an object") }
        for key in ["previous_response_id", "conversation"] {
            guard let value = body[key], value != .null else { continue }
            throw WireError(
                status: 400,
                message: "'\(key)' needs answers that were stored; send the whole conversation as 'input'.",
                type: "invalid_request_error", code: "unsupported_parameter", parameter: key)
        }
        if let text = body["instructions"]?.stringValue, !text.isEmpty {
            conversation.messages.append(.init(.instructions, [.text(text)]))
        }
        switch body["input"] {
        case .string(let text): conversation.messages.append(.init(.user, [.text(text)]))
        case .array(let items):
            for item in items { read(item: item) }
        default: throw .wrongType("'input'", "a string or an array", "input")
        }
        guard conversation.messages.contains(where: { !$0.parts.isEmpty }) else {
            throw .wrongType("'input'", "something", "input")
        }
        if let tools = body["tools"]?.arrayValue { readTools(tools, in: nil) }
        for member in members where member.value != .null { try readMember(member) }
        conversation.repeated = members.filter { ResponsesShapes.repeated.contains($0.key) && $0.value != .null }
        if let allowed { conversation.tools.removeAll { !allowed.contains($0.name.name) } }
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
        case "max_output_tokens": conversation.maximumTokens = value.wholeNumber.flatMap { $0 > 0 ? $0 : nil }
        case "temperature": conversation.sampling.append(.init(.temperature, value))
        case "top_p": conversation.sampling.append(.init(.topP, value))
        case "tool_choice": readChoice(value)
        case "parallel_tool_calls": conversation.allowsParallelCalls = value.boolValue
        case "text": readText(value)
        case "reasoning":
            if let effort = value["effort"]?.stringValue {
                conversation.thinking = .init(
                    isOn: effort == "none" ? false : nil, effort: effort == "none" ? nil : effort)
            }
        case "user", "safety_identifier": conversation.names.user = conversation.names.user ?? value.stringValue
        case "prompt_cache_key":
            conversation.names.cacheKey = value.stringValue
            conversation.names.session = value.stringValue
        // Nothing is stored here, and nothing else comes of these.
        case "input", "instructions", "tools", "store", "include", "stream_options", "metadata", "service_tier",
            "prompt_cache_retention", "client_metadata", "top_logprobs":
            return
        case "truncation": if value.stringValue != "disabled" { conversation.leaveOut(member.key) }
        default: conversation.leaveOut(member.key)
        }
    }

    // MARK: Items

    private mutating func read(item: JSONValue) {
        switch item["type"]?.stringValue ?? (item["role"] == nil ? "item" : "message") {
        case "message": readMessage(item)
        case "reasoning": readReasoning(item)
        case "function_call": addCall(item, arguments: item["arguments"]?.stringValue ?? "{}")
        case "custom_tool_call":
            addCall(item, arguments: item["input"]?.stringValue ?? "", isFreeform: true)
        case "local_shell_call", "shell_call", "apply_patch_call", "tool_search_call": addOwnCall(item)
        case "function_call_output", "custom_tool_call_output", "local_shell_call_output", "shell_call_output",
            "apply_patch_call_output", "tool_search_output":
            addResult(item)
        case "additional_tools":
            readTools(item["tools"]?.arrayValue ?? [], in: nil)
        case let type: conversation.leaveOut(type)
        }
    }

    private mutating func readMessage(_ item: JSONValue) {
        let role: Conversation.Role =
            switch item["role"]?.stringValue {
            case "assistant": .assistant
            case "system", "developer": .instructions
            default: .user
            }
        var parts: [Conversation.Part] = []
        if let text = item["content"]?.stringValue { parts.append(.text(text)) }
        for part in item["content"]?.arrayValue ?? [] {
            if let part = self.part(part) { parts.append(part) }
        }
        conversation.messages.append(.init(role, parts))
    }

    private mutating func part(_ part: JSONValue) -> Conversation.Part? {
        switch part["type"]?.stringValue {
        case "input_text", "output_text", "text", "refusal":
            return (part["text"] ?? part["refusal"])?.stringValue.map { .text($0) }
        case "input_image", "image_url":
            guard let url = part["image_url"]?.stringValue ?? part["image_url"]?["url"]?.stringValue else { break }
            return .image(.init(url: url, detail: part["detail"]?.stringValue.flatMap { $0 == "original" ? nil : $0 }))
        default: break
        }
        conversation.leaveOut(part["type"]?.stringValue ?? "part")
        return nil
    }

    private mutating func readReasoning(_ item: JSONValue) {
        func texts(_ key: String) -> [String] { (item[key]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue } }
        let content = texts("content")
        let text = (content.isEmpty ? texts("summary") : content).joined(separator: "\n")
        let signature = item["encrypted_content"]?.stringValue
        conversation.messages.append(.init(.assistant, [.reasoning(.init(text: text, signature: signature))]))
    }

    private mutating func addCall(_ item: JSONValue, arguments: String, isFreeform: Bool = false) {
        let name = ToolName(item["name"]?.stringValue ?? "", in: item["namespace"]?.stringValue)
        conversation.messages.append(
            .init(
                .assistant,
                [.call(.init(id: Self.callID(item), name: name, arguments: arguments, isFreeform: isFreeform))]))
    }

    /// A call of a tool that has a type of its own: as one of a function of that name.
    private mutating func addOwnCall(_ item: JSONValue) {
        let name = (item["type"]?.stringValue ?? "").replacingSuffix("_call", with: "")
        let input = item["action"] ?? item["operation"] ?? item["arguments"] ?? .object([])
        let arguments = input.stringValue ?? input.jsonText
        conversation.messages.append(
            .init(.assistant, [.call(.init(id: Self.callID(item), name: ToolName(name), arguments: arguments))]))
    }

    private static func callID(_ item: JSONValue) -> String {
        item["call_id"]?.stringValue ?? item["id"]?.stringValue ?? ""
    }

    private mutating func addResult(_ item: JSONValue) {
        var result = Conversation.Result(callID: Self.callID(item), text: "")
        var texts: [String] = []
        switch item["output"] {
        case .string(let text): texts.append(text)
        case .array(let parts):
            for part in parts {
                switch self.part(part) {
                case .text(let text): texts.append(text)
                case .image(let image): result.images.append(image)
                default: continue
                }
            }
        case nil, .null: break
        case .some(let value): texts.append(value.jsonText)
        }
        // What a search has found is declared from now on.
        if let tools = item["tools"]?.arrayValue {
            let before = conversation.tools.count
            readTools(tools, in: nil)
            texts.append("Loaded: " + conversation.tools[before...].map(\.name.flat).joined(separator: ", "))
        }
        result.text = texts.joined(separator: "\n")
        conversation.messages.append(.init(.user, [.result(result)]))
    }

    // MARK: What is asked of the answer

    private mutating func readChoice(_ choice: JSONValue) {
        if let word = choice.stringValue {
            conversation.toolChoice = word == "none" ? ToolChoice.none : word == "required" ? .required : .automatic
            return
        }
        switch choice["type"]?.stringValue {
        case "function", "custom":
            guard let name = choice["name"]?.stringValue else { return }
            conversation.toolChoice = .tool(ToolName(name, in: choice["namespace"]?.stringValue))
        case "allowed_tools":
            conversation.toolChoice = choice["mode"]?.stringValue == "required" ? .required : .automatic
            allowed = Set((choice["tools"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue })
        case let type: conversation.leaveOut("tool_choice:\(type ?? "")")
        }
    }

    private mutating func readText(_ text: JSONValue) {
        guard let format = text["format"] else { return }
        switch format["type"]?.stringValue {
        case "json_object": conversation.form = .json
        case "json_schema":
            guard let schema = format["schema"] else { return }
            conversation.form = .schema(name: format["name"]?.stringValue ?? "answer", schema: schema)
        default: return
        }
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}
