package import ToolCallParsing

/// Reads a request of Ollama's `/api/chat` or `/api/generate`.
package struct OllamaRequestReader {
    private var conversation = Conversation()
    private var callCount = 0
    private var openCalls = OpenCalls()

    package static func read(chat body: JSONValue) throws(WireError) -> Conversation {
        var reader = OllamaRequestReader()
        try reader.read(body)
        if let messages = body["messages"], messages != .null {
            guard let messages = messages.arrayValue else { throw .wrongType("'messages'", "an array", "messages") }
            for message in messages { reader.read(message: message) }
        }
        return reader.conversation
    }

    package static func read(generate body: JSONValue) throws(WireError) -> Conversation {
        var reader = OllamaRequestReader()
        try reader.read(body)
        if let system = body["system"]?.stringValue, !system.isEmpty {
            reader.conversation.messages.append(.init(.instructions, [.text(system)]))
        }
        let prompt = body["prompt"]?.stringValue ?? ""
        let images = Self.images(body)
        // Without a prompt nothing is asked but that the model be loaded.
        guard !prompt.isEmpty || !images.isEmpty else {
            reader.conversation.messages = []
            return reader.conversation
        }
        reader.conversation.messages.append(.init(.user, images + [.text(prompt)]))
        for key in ["template", "suffix", "context", "raw"] {
            guard let value = body[key], value != .null, value != .bool(false), value != .string("") else { continue }
            reader.conversation.leaveOut(key)
        }
        return reader.conversation
    }

    private mutating func read(_ body: JSONValue) throws(WireError) {
        guard let members = body.objectValue else { throw .wrongType("The body", "an object") }
        conversation.wantsStream = true
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
        case "tools": readTools(value.arrayValue ?? [])
        case "format": readFormat(value)
        case "think": readThinking(value)
        case "options": readOptions(value.objectValue ?? [])
        case "logprobs": if value == .bool(true) { conversation.leaveOut(member.key) }
        case "keep_alive":
            conversation.unloads = value.wholeNumber == 0 || value.stringValue == "0" || value.stringValue == "0s"
        case "truncate", "shift", "top_logprobs", "messages", "prompt", "system", "images", "template", "suffix",
            "context", "raw":
            return
        default: conversation.leaveOut(member.key)
        }
    }

    // MARK: Messages

    private mutating func read(message: JSONValue) {
        let text = message["content"]?.stringValue ?? ""
        let images = Self.images(message)
        switch message["role"]?.stringValue {
        case "system", "developer": conversation.messages.append(.init(.instructions, [.text(text)]))
        case "assistant":
            var parts: [Conversation.Part] = []
            if let thinking = message["thinking"]?.stringValue { parts.append(.reasoning(.init(text: thinking))) }
            parts.append(.text(text))
            parts += (message["tool_calls"]?.arrayValue ?? []).map { .call(call($0)) }
            conversation.messages.append(.init(.assistant, parts))
        case "tool": conversation.messages.append(.init(.user, [.result(result(message, text, images))]))
        default: conversation.messages.append(.init(.user, images + [.text(text)]))
        }
    }

    private mutating func call(_ call: JSONValue) -> Conversation.Call {
        let name = call["function"]?["name"]?.stringValue ?? ""
        let arguments = call["function"]?["arguments"]
        callCount += 1
        let id = call["id"]?.stringValue ?? "call_\(callCount)"
        openCalls.open(id: id, name: name)
        let text = UnparsedArguments.text(arguments) ?? arguments?.stringValue
        return Conversation.Call(
            id: id, name: ToolName(name), arguments: text ?? (arguments ?? .object([])).jsonText)
    }

    private mutating func result(
        _ message: JSONValue, _ text: String, _ images: [Conversation.Part]
    ) -> Conversation.Result {
        let name = (message["tool_name"] ?? message["name"])?.stringValue
        let told = message["tool_call_id"]?.stringValue
        let id = openCalls.close(id: told, name: name) ?? told ?? ""
        return Conversation.Result(
            callID: id, toolName: name, text: text,
            images: images.compactMap { if case .image(let image) = $0 { image } else { nil } })
    }

    private static func images(_ message: JSONValue) -> [Conversation.Part] {
        (message["images"]?.arrayValue ?? []).compactMap(\.stringValue).map { data in
            .image(.init(url: data.hasPrefix("data:") ? data : "data:\(type(of: data));base64,\(data)"))
        }
    }

    /// By the first bytes, as base64 writes them.
    private static func type(of data: String) -> String {
        if data.hasPrefix("/9j/") { return "image/jpeg" }
        if data.hasPrefix("R0lGOD") { return "image/gif" }
        if data.hasPrefix("UklGR") { return "image/webp" }
        return "image/png"
    }

    // MARK: What is asked of the answer

    private mutating func readTools(_ tools: [JSONValue]) {
        for tool in tools {
            guard let tool = ChatTools.tool(tool) else {
                conversation.leaveOut(tool["type"]?.stringValue ?? "tool")
                continue
            }
            conversation.tools.append(tool)
        }
    }

    private mutating func readFormat(_ format: JSONValue) {
        if format.objectValue != nil {
            conversation.form = .schema(name: "answer", schema: format)
        } else if format == .string("json") {
            conversation.form = .json
        }
    }

    private mutating func readThinking(_ think: JSONValue) {
        if let effort = think.stringValue, !effort.isEmpty {
            conversation.thinking = .init(isOn: true, effort: effort)
        } else if let isOn = think.boolValue {
            conversation.thinking = .init(isOn: isOn)
        }
    }

    private static let sampling: [String: Conversation.Sampling.Name] = [
        "temperature": .temperature, "top_k": .topK, "top_p": .topP, "min_p": .minP, "typical_p": .typicalP,
        "seed": .seed, "repeat_penalty": .repeatPenalty, "repeat_last_n": .repeatLast,
        "presence_penalty": .presencePenalty, "frequency_penalty": .frequencyPenalty,
    ]

    private mutating func readOptions(_ options: [JSONMember]) {
        for option in options where option.value != .null {
            if let name = Self.sampling[option.key] {
                conversation.sampling.append(.init(name, option.value))
            } else if option.key == "num_predict" {
                conversation.maximumTokens = option.value.wholeNumber.flatMap { $0 > 0 ? $0 : nil }
            } else if option.key == "stop" {
                conversation.stops =
                    option.value.stringValue.map { [$0] } ?? (option.value.arrayValue ?? []).compactMap(\.stringValue)
            } else {
                // The machine's business (`num_gpu`), or the window's, which is the backend's own.
                conversation.leaveOut(option.key)
            }
        }
    }
}
